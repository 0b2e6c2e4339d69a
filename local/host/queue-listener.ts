import { type DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import { backoff } from './backoff.ts';
import { inTime } from './in-time.ts';
import type { Listening } from './listener.ts';
import { type MessageQueue, workOn } from './queue-message.ts';
import type { QueueTrigger, Trigger } from './trigger.ts';

/** How long a message is hidden while its function runs, in milliseconds; the real host's. It is renewed half way. */
export const hideMs = 600_000;

/**
 * Opens the queue of a trigger, and creates it and its poison queue where they are missing. (The real host creates the
 * poison queue when it needs it, and leaves the queue itself to the app.)
 */
export async function openQueue(trigger: QueueTrigger): Promise<MessageQueue> {
  const client = (name: string) =>
    new QueueClient(trigger.connectionString, name, {
      retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1000, tryTimeoutInMs: 30_000 },
    });
  const queue = client(trigger.queue);
  // As in Azure, a poison queue has no poison queue of its own, nor has one whose name would be too long.
  const poisonName = `${trigger.queue}-poison`;
  const poison = trigger.queue.endsWith('-poison') || poisonName.length > 63 ? undefined : client(poisonName);
  await Promise.all([queue.createIfNotExists(inTime()), poison?.createIfNotExists(inTime())]);
  return { name: trigger.queue, queue, poison };
}

/**
 * Takes messages from a queue and gives them to its function, at most `batchSize` + `newBatchThreshold` at a time.
 * @returns when it was told to stop and the last message is settled, or given up
 */
export async function listenQueue(
  host: Listening,
  trigger: Trigger,
  queue: MessageQueue,
  hide = hideMs,
): Promise<void> {
  const { batchSize, newBatchThreshold, maxPollingIntervalMs } = host.settings.queues;
  const nextWait = backoff(maxPollingIntervalMs);
  let running = 0;
  let found = false;
  let wake = () => {};
  const change = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const onSignal = () => wake();
  host.stopping.addEventListener('abort', onSignal, { once: true });
  host.abandoned.addEventListener('abort', onSignal, { once: true });

  while (!host.stopping.aborted) {
    const messages = await receive(host, queue, batchSize, hide);
    host.events.emit('polled', { queue: queue.name, found: messages.length });
    for (const message of messages) {
      running += 1;
      void workOn(host, trigger, queue, message, hide).finally(() => {
        running -= 1;
        wake();
      });
    }
    if (messages.length === 0) {
      await host.clock.sleep(nextWait(found), host.stopping);
      found = false;
    } else {
      found = true;
      while (running > newBatchThreshold && !host.stopping.aborted) await change();
    }
  }
  while (running > 0 && !host.abandoned.aborted) await change();
}

async function receive(host: Listening, { name, queue }: MessageQueue, max: number, hide: number) {
  let messages: DequeuedMessageItem[] = [];
  try {
    // Not aborted by a stop: an answer that nobody reads would leave its messages hidden for ten minutes.
    const options = { numberOfMessages: max, visibilityTimeout: Math.ceil(hide / 1000), ...inTime() };
    messages = (await queue.receiveMessages(options)).receivedMessageItems;
  } catch (error) {
    host.log({ level: 'warning', category: 'system', message: `Queue "${name}" can't be read: ${String(error)}` });
  }
  if (!host.stopping.aborted) return messages;
  // Told to stop while it asked: another host may have them at once.
  await Promise.allSettled(messages.map((m) => queue.updateMessage(m.messageId, m.popReceipt, undefined, 0, inTime())));
  return [];
}
