import type { Context } from '../context.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { chainOf, firstUnfinished } from './chain.ts';
import { tryEnd } from './end.ts';

/**
 * A job's write finished its shard: finds the next unfinished one of its chain, and ends the broadcast if that was the
 * last.
 * @returns the next job, not put on the queue yet
 */
export async function passOn(context: Context, job: DeliverJob): Promise<DeliverJob | undefined> {
  const next = await firstUnfinished(context, job.broadcast, chainOf(job.n), job.key);
  if (next) return { ...job, n: next.n, key: next.key, run: next.run };
  await tryEnd(context, job.tenant, job.broadcast);
  return undefined;
}
