/**
 * The queue port in memory, with the semantics of Storage Queues (one conformance suite runs on both): for simulations
 * and tests. Deterministic, no timers: messages become visible as the clock given passes their time.
 */
import { checkMessage, checkTaken, wholeSeconds } from '../../shared/storage/message-limits.ts';
import type { Queue, Taken } from '../../shared/storage/queue.ts';

interface Message {
  readonly id: string;
  readonly text: string;
  readonly insertedAt: number;
  visibleAt: number;
  receipt: string;
  dequeueCount: number;
}

/** Beside what Carillon asks of a queue, what the Functions host does with one, and a look at it from outside. */
export interface MemoryQueue extends Queue {
  /** Shows a taken message again after `ms`: what the host does when a function fails. */
  release(taken: Taken, ms: number): Promise<void>;
  /** When a taken message was put (ms since 1970), as the host tells; of one that is gone, now. */
  insertedAt(taken: Taken): number;
  /** Messages on it, hidden ones included. */
  readonly length: number;
}

/**
 * An empty queue.
 * @param now the service's time, in milliseconds
 */
export function memoryQueue(now: () => number): MemoryQueue {
  const messages = new Map<string, Message>();
  let issued = 0;

  return {
    async put(text, delayMs = 0): Promise<void> {
      checkMessage(text);
      const visibleAt = now() + wholeSeconds(delayMs) * 1_000;
      const id = `message-${++issued}`;
      messages.set(id, { id, text, insertedAt: now(), visibleAt, receipt: '', dequeueCount: 0 });
    },

    async take(max, hideMs): Promise<readonly Taken[]> {
      checkTaken(max);
      const time = now();
      const hidden = Math.max(1, wholeSeconds(hideMs)) * 1_000;
      const visible = [...messages.values()].filter((message) => message.visibleAt <= time);
      // Stable: of messages visible since the same moment, the one put first comes first.
      visible.sort((a, b) => a.visibleAt - b.visibleAt);
      return visible.slice(0, max).map((message) => {
        message.visibleAt = time + hidden;
        message.receipt = `receipt-${++issued}`;
        message.dequeueCount += 1;
        const { id, receipt, text, dequeueCount } = message;
        return { id, receipt, text, dequeueCount };
      });
    },

    async oldest() {
      const time = now();
      const visible = [...messages.values()].filter((message) => message.visibleAt <= time);
      const [first] = visible.toSorted((a, b) => a.visibleAt - b.visibleAt);
      return first && { id: first.id, text: first.text, insertedAt: first.insertedAt };
    },

    async release(taken, ms): Promise<void> {
      const message = messages.get(taken.id);
      if (message?.receipt === taken.receipt) message.visibleAt = now() + ms;
    },

    insertedAt: ({ id }) => messages.get(id)?.insertedAt ?? now(),

    get length() {
      return messages.size;
    },

    async remove(taken): Promise<void> {
      if (messages.get(taken.id)?.receipt === taken.receipt) messages.delete(taken.id);
    },
  };
}
