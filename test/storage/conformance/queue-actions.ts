/** What the tests of the queue port do again and again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue, Taken } from '../../../shared/storage/queue.ts';

export const HOUR = 3_600_000;

/** A way to let a queue's time pass (nothing where time passes by itself). */
export interface PassingTime {
  pass(ms: number): Promise<void>;
}

/** A queue of its own. */
export interface Opened extends PassingTime {
  readonly queue: Queue;
}

/** Asks until there is a message: the state waited for, not a time. */
export async function takenLater(queue: Queue, hideMs: number): Promise<Taken> {
  for (;;) {
    const [taken] = await queue.take(1, hideMs);
    if (taken) return taken;
    await sleep(50);
  }
}
