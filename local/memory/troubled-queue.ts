import { checkMessage, checkTaken, wholeSeconds } from '../../shared/storage/message-limits.ts';
import type { Queue } from '../../shared/storage/queue.ts';
import { StorageUnavailable } from '../../shared/storage/table.ts';
import type { Fate } from './storage-trouble.ts';

/**
 * A queue over another that does not always answer: a message may be put, taken or removed and nobody is told.
 * What the service would not carry is refused before it is sent, so no fate is asked.
 */
export function troubledQueue(queue: Queue, fate: Fate): Queue {
  async function asked<T>(request: () => Promise<T>): Promise<T> {
    const trouble = fate();
    if (trouble?.kind !== 'unanswered') return await request();
    if (trouble.done) await request();
    throw new StorageUnavailable(trouble.cause);
  }
  return {
    async put(text, delayMs = 0) {
      checkMessage(text);
      wholeSeconds(delayMs);
      await asked(() => queue.put(text, delayMs));
    },
    async take(max, hideMs) {
      checkTaken(max);
      wholeSeconds(hideMs);
      return await asked(() => queue.take(max, hideMs));
    },
    oldest: () => asked(() => queue.oldest()),
    remove: (taken) => asked(() => queue.remove(taken)),
  };
}
