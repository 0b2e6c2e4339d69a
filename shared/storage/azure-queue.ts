/** The queue port over Azure Storage Queues (or Azurite), with @azure/storage-queue. */
import { failureOf } from './azure-answer.ts';
import type { QueueService } from './azure-service.ts';
import { openQueue } from './azure-service.ts';
import { TRY_MS } from './azure-wire.ts';
import { createOnDemand } from './create-on-demand.ts';
import { checkMessage, checkTaken, wholeSeconds } from './message-limits.ts';
import type { Queue, Taken } from './queue.ts';
import { StorageRefused, StorageUnavailable } from './table.ts';

/** Seconds a message lives; −1: for ever. */
const FOR_EVER = -1;

/**
 * One queue, created when it is first missed.
 * @param tryMs how long one try may take, in milliseconds
 */
export function azureQueue(service: QueueService, name: string, { tryMs = TRY_MS } = {}): Queue {
  const client = openQueue(service, name);
  /** The time limit of one try. */
  const inTime = () => ({ abortSignal: AbortSignal.timeout(tryMs) });
  const withQueue = createOnDemand(() => client.createIfNotExists(inTime()));

  return {
    async put(text, delayMs = 0): Promise<void> {
      checkMessage(text);
      const visibilityTimeout = wholeSeconds(delayMs);
      const options = { messageTimeToLive: FOR_EVER, visibilityTimeout };
      await answered(withQueue(() => client.sendMessage(text, { ...options, ...inTime() })));
    },

    async take(max, hideMs): Promise<readonly Taken[]> {
      checkTaken(max);
      const visibilityTimeout = Math.max(1, wholeSeconds(hideMs));
      const options = { numberOfMessages: max, visibilityTimeout };
      const answer = await answered(withQueue(() => client.receiveMessages({ ...options, ...inTime() })));
      return answer.receivedMessageItems.map((message) => ({
        id: message.messageId,
        receipt: message.popReceipt,
        text: message.messageText,
        dequeueCount: message.dequeueCount,
      }));
    },

    async oldest() {
      const answer = await answered(withQueue(() => client.peekMessages({ numberOfMessages: 1, ...inTime() })));
      const [message] = answer.peekedMessageItems;
      if (!message) return undefined;
      const { messageId: id, messageText: text, insertedOn } = message;
      return { id, text, insertedAt: insertedOn.getTime() };
    },

    async remove(taken): Promise<void> {
      try {
        await client.deleteMessage(taken.id, taken.receipt, inTime());
      } catch (error) {
        if (!isGone(error)) throw unavailable(error);
      }
    },
  };
}

async function answered<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw unavailable(error);
  }
}

/** Gone with its queue, gone by itself, or taken by another (a 400 where everything else would be a 404). */
function isGone(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure.kind === 'broken') return failure.code === '400 PopReceiptMismatch';
  return failure.kind !== 'silent';
}

function unavailable(error: unknown): Error {
  const failure = failureOf(error);
  if (failure.kind === 'broken') return new StorageRefused(failure.code);
  return new StorageUnavailable(failure.kind === 'silent' ? failure.cause : 'the queue is not there');
}
