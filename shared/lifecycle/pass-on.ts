import type { Context } from '../context.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { chainOf, firstUnfinished, nextByTime } from './chain.ts';
import { tryEnd } from './end.ts';

/**
 * As {@link passOn}, where each recipient is due at their own time: the chain goes on with whoever is due, round and
 * round, and waits for the first who will be. A shard is not finished before the next is begun.
 * @returns the next job; one with `due` is to wait on the queue until then
 */
export async function passOnByTime(context: Context, job: DeliverJob): Promise<DeliverJob | undefined> {
  const next = await nextByTime(context, job.broadcast, chainOf(job.n), job.key);
  if (!next) {
    await tryEnd(context, job.tenant, job.broadcast);
    return undefined;
  }
  const { n, key, run, due } = next;
  const { due: _, ...place } = job;
  const waits = due > context.now() + context.timing.waitInside;
  return { ...place, run, n, key, ...(waits && { due }) };
}

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
