/** A thread that runs one seed after another: told a seed, it answers with the outcome. */
import { parentPort, workerData } from 'node:worker_threads';
import { applyMutant } from '../../mutants/apply-mutant.ts';
import type { Kind } from '../kinds.ts';
import type { Outcome } from '../simulate.ts';

/** What a thread is told when it starts. */
export interface WorkerData {
  /** The name of the change to the product that this thread runs with. */
  readonly mutant?: string;
  /** Only scenarios of this kind. */
  readonly kind?: Kind;
}

const { mutant, kind } = workerData as WorkerData;
if (mutant !== undefined) applyMutant(mutant);
// Only now: what is loaded before is not changed.
const { simulate } = await import('../simulate.ts');

parentPort!.on('message', async (seed: number) => {
  const outcome = await simulate(seed, kind);
  const whole: Outcome = outcome.broken.length > 0 ? outcome : { ...outcome, timeline: [] };
  parentPort!.postMessage(whole);
});
