import { type DequeuedMessageItem, type QueueClient, RestError } from '@azure/storage-queue';
import type { MessageEvent, Outcome } from './events.ts';
import { inTime } from './in-time.ts';
import type { Wake } from './invoke.ts';
import type { Listening } from './listener.ts';
import { messageMetadata } from './message-metadata.ts';
import type { Trigger } from './trigger.ts';

/** A queue with a function, and where its messages go that can't be worked on. */
export interface MessageQueue {
  readonly name: string;
  readonly queue: QueueClient;
  readonly poison: QueueClient | undefined;
}

/**
 * Gives one message to its function, keeps it hidden meanwhile, and settles it: deleted, put back for another try, or
 * moved to the poison queue. Never rejects.
 */
export async function workOn(
  host: Listening,
  trigger: Trigger,
  { name, queue, poison }: MessageQueue,
  message: DequeuedMessageItem,
  hide: number,
): Promise<void> {
  const { messageId: id, dequeueCount } = message;
  const event: MessageEvent = { queue: name, id, dequeueCount };
  const { maxDequeueCount, visibilityTimeoutMs, messageEncoding } = host.settings.queues;
  const text = messageEncoding === 'none' ? message.messageText : Buffer.from(message.messageText, 'base64').toString();
  let receipt = message.popReceipt;

  const settle = async (action: () => Promise<Outcome>): Promise<void> => {
    const outcome = await action().catch((error: unknown): Outcome => {
      const gone = error instanceof RestError && (error.statusCode === 404 || error.statusCode === 400);
      if (!gone)
        host.log({ level: 'error', category: 'system', message: `Message ${id} of "${name}": ${String(error)}` });
      return 'lost';
    });
    host.events.emit('settled', { ...event, outcome });
  };
  const remove = () => queue.deleteMessage(id, receipt, inTime());
  const hideFor = async (ms: number) => {
    const updated = await queue.updateMessage(id, receipt, undefined, Math.ceil(ms / 1000), inTime());
    receipt = updated.popReceipt ?? receipt;
  };
  const giveUp = async (to: QueueClient): Promise<Outcome> => {
    const reason = `Message ${id} has reached MaxDequeueCount of ${maxDequeueCount}. Moving it to queue "${to.name}".`;
    host.log({ level: 'warning', category: 'system', message: reason });
    await to.createIfNotExists(inTime());
    await to.sendMessage(message.messageText, inTime());
    await remove();
    return 'poisoned';
  };

  if (poison && dequeueCount > maxDequeueCount) return settle(() => giveUp(poison));
  const stopRenewing = renew(host, hide, async () => {
    await hideFor(hide);
    host.events.emit('renewed', event);
  });
  const wake: Wake = { data: { string: text }, metadata: messageMetadata(message, text) };
  const failed = await host.invoke(trigger, wake).then(
    () => false,
    () => true,
  );
  await stopRenewing();
  // Too late: this host is given up, another one will get the message when it shows again.
  if (host.abandoned.aborted) return;
  await settle(async () => {
    if (!failed) await remove();
    else if (!poison) return 'hidden';
    else if (dequeueCount >= maxDequeueCount) return giveUp(poison);
    else await hideFor(visibilityTimeoutMs);
    return failed ? 'released' : 'deleted';
  });
}

/** Calls `extend` each time half of `hide` is over; gives back what stops it, after a call that is under way. */
function renew(host: Listening, hide: number, extend: () => Promise<void>): () => Promise<void> {
  const stop = new AbortController();
  const stopped = AbortSignal.any([stop.signal, host.abandoned]);
  const loop = (async () => {
    for (;;) {
      await host.clock.sleep(hide / 2, stopped);
      if (stopped.aborted) return;
      await extend().catch((error: unknown) => {
        host.log({
          level: 'warning',
          category: 'system',
          message: `A message could not be kept hidden: ${String(error)}`,
        });
      });
    }
  })();
  return () => {
    stop.abort();
    return loop;
  };
}
