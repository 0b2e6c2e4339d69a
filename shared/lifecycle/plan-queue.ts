import type { Context } from '../context.ts';
import type { PlanJob } from '../records/jobs.ts';
import { plan } from './plan.ts';
import { carryOutRetry } from './retry.ts';
import { sweep } from './sweep.ts';

const work: Readonly<Record<PlanJob['do'], (context: Context, job: PlanJob) => Promise<void>>> = {
  plan,
  sweep,
  retry: carryOutRetry,
};

/**
 * Does one job on a broadcast as a whole. Seeing it twice, late or never does no harm.
 * @throws {StorageUnavailable} the queue brings the job again
 */
export function workOnBroadcast(context: Context, job: PlanJob): Promise<void> {
  return work[job.do](context, job);
}
