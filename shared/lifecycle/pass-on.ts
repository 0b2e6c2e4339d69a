import type { Context } from '../context.ts';
import { type DeliverJob, encodeJob } from '../records/jobs.ts';
import { chainOf, firstUnfinished } from './chain.ts';
import { tryEnd } from './end.ts';

/**
 * A job's write finished its shard: puts the next unfinished one of its chain on the queue, and ends the broadcast if
 * that was the last.
 */
export async function passOn(context: Context, job: DeliverJob): Promise<void> {
  const next = await firstUnfinished(context, job.broadcast, chainOf(job.n), job.key);
  if (next) await context.queues.deliver.put(encodeJob({ ...job, n: next.n, key: next.key, run: next.run }));
  else await tryEnd(context, job.tenant, job.broadcast);
}
