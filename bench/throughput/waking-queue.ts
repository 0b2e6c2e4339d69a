import type { Queue } from '../../shared/storage/queue.ts';

/** A queue whose messages are worked on as soon as they are put, in this process. */
export interface WakingQueue extends Queue {
  /** Begins to work: takes messages, gives their text to `handle`, and removes them. */
  work(handle: (text: string) => Promise<void>): void;
  /** Resolves when nothing is being worked on. */
  idle(): Promise<void>;
}

/** Hidden for as long as the Functions host hides a message, ms. */
const HIDDEN = 600_000;

/**
 * In the place of the Functions host's queue trigger: it takes when something was put, so that no time is lost by
 * polling and no CPU is spent on it.
 */
export function wakingQueue(queue: Queue): WakingQueue {
  const running = new Set<Promise<void>>();
  let handle: ((text: string) => Promise<void>) | undefined;

  async function take(): Promise<void> {
    for (const taken of await queue.take(8, HIDDEN)) {
      const work = (async () => {
        await handle?.(taken.text);
        await queue.remove(taken);
      })();
      running.add(work);
      void work.finally(() => running.delete(work));
    }
  }

  return {
    ...queue,
    async put(text, delayMs = 0) {
      await queue.put(text, delayMs);
      setTimeout(() => void take(), delayMs);
    },
    work(by) {
      handle = by;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
