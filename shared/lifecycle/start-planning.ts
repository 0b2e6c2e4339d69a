import type { BroadcastRequest } from '../broadcast/parse-broadcast.ts';
import type { Context } from '../context.ts';
import { encodeJob, type PlanJob } from '../records/jobs.ts';
import { longestDelay } from '../storage/delay.ts';
import { PLAN_AHEAD, plan } from './plan.ts';

/** More named users than this may be so far apart in the table that looking them up keeps the caller waiting. */
const NAMED_AT_ONCE = 50;

/**
 * Planning begins at once where it is quick, so that sending starts without a wait for the queue: the first page of
 * everyone is one page of the table. Many named users are looked up behind a message, unless it is urgent: that would be
 * a look at another queue. Either may be lost: whoever looks finds the mark.
 * @param wait until it is to begin, ms
 */
export async function startPlanning(
  context: Context,
  { audience: { include }, priority }: Pick<BroadcastRequest, 'audience' | 'priority'>,
  job: PlanJob,
  wait: number,
): Promise<void> {
  const named = include.reduce((sum, source) => sum + (source.type === 'users' ? source.ids.length : 0), 0);
  try {
    if (wait > 0) await context.queues.plan.put(encodeJob(job), longestDelay(wait - PLAN_AHEAD));
    else if (named <= NAMED_AT_ONCE || priority === 'urgent') await plan(context, job);
    else await context.queues.plan.put(encodeJob(job));
  } catch (error) {
    // The broadcast exists, and its author must hear so; planning is revived by whoever looks next.
    context.log('error', 'planning-not-started', { broadcast: job.broadcast, error: String(error) });
  }
}
