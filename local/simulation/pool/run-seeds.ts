import { Worker } from 'node:worker_threads';
import type { Kind } from '../kinds.ts';
import type { Outcome } from '../simulate.ts';
import type { WorkerData } from './seed-worker.ts';

export interface Seeds {
  /** The first seed, and how many follow each other; without an end, until `done`. */
  readonly first: number;
  readonly count: number;
  readonly threads: number;
  readonly mutant?: string;
  readonly kind?: Kind;
  /** A thread that does not answer for so long is given up, ms: a changed product may never come to an end. */
  readonly patience?: number;
  /** Told of each outcome, in no order. @returns whether that is enough */
  readonly take: (outcome: Outcome) => boolean;
}

/** One seed does not come to an end. */
export class Endless extends Error {
  override name = 'Endless';
  readonly seed: number;
  constructor(seed: number) {
    super(`Seed ${seed} does not come to an end.`);
    this.seed = seed;
  }
}

const script = new URL('seed-worker.ts', import.meta.url);

/**
 * Runs seeds on some threads at once.
 * @throws {Endless} when a thread is given up
 */
export async function runSeeds({ first, count, threads, mutant, kind, patience, take }: Seeds): Promise<void> {
  let next = first;
  let enough = false;
  await Promise.all(Array.from({ length: Math.min(threads, count) }, () => runThread()));

  async function runThread(): Promise<void> {
    const workerData: WorkerData = { ...(mutant !== undefined && { mutant }), ...(kind && { kind }) };
    const worker = new Worker(script, { workerData });
    try {
      while (!enough && next < first + count) {
        if (take(await answerOf(worker, next++, patience))) enough = true;
      }
    } finally {
      await worker.terminate();
    }
  }
}

function answerOf(worker: Worker, seed: number, patience: number | undefined): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const timer =
      patience === undefined ? undefined : setTimeout(() => settle(() => reject(new Endless(seed))), patience);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('error', onError);
      act();
    };
    const onMessage = (outcome: Outcome) => settle(() => resolve(outcome));
    const onError = (error: Error) => settle(() => reject(error));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(seed);
  });
}
