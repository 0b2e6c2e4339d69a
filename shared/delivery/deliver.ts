import type { Context } from '../context.ts';
import { passOn, passOnByTime } from '../lifecycle/pass-on.ts';
import { putDeliverJob } from '../records/deliver-queue.ts';
import { type DeliverJob, WINDOW } from '../records/jobs.ts';
import { longestDelay } from '../storage/delay.ts';
import { carryOutChange } from './carry-out-change.ts';
import type { JobEnd } from './job-end.ts';
import { Rests } from './rests.ts';
import { workOnShard } from './work-on-shard.ts';

/**
 * Sends a shard (or changes it, where a job says so), and then the next ones of its chain for a while: a queue between them would cost three operations a
 * shard and some seconds. Answers that are late do not hold the chain: they are waited for beside it, and before this
 * returns. Seeing a job twice, late or never does no harm.
 * @throws {StorageUnavailable} the queue brings the job again
 * @throws whatever is a bug, as {@link workOnShard}
 */
export async function deliver(context: Context, job: DeliverJob): Promise<void> {
  if (job.change !== undefined) return await carryOutChange(context, job);
  const rests = new Rests();
  let passedOn = false;
  try {
    passedOn = await followChain(context, job, rests);
  } finally {
    const last = await rests.over();
    // While these answers were missing, others may have found the broadcast not over yet. Not who sends the next shard:
    // that takes longer than an answer may.
    if (last && !passedOn) await passOn(context, last);
  }
  rests.check();
}

/** @returns whether the chain goes on with another job */
async function followChain(context: Context, job: DeliverJob, rests: Rests): Promise<boolean> {
  const { clock, timing, stopping } = context;
  // Not all chains at once: while all their jobs wait on the queue, nobody sends.
  const until = clock.monotonic() + timing.follow * (0.5 + context.random());
  // The last job whose shard was sent here: the chain goes on from it.
  let sent: DeliverJob | undefined;
  let byTime = false;
  for (let current: DeliverJob | undefined = job; current; ) {
    const here: DeliverJob = current;
    const end = await endOf(context, here, job, () => workOnShard(context, here));
    if (end.kind === 'straggling') rests.add(here, endOf(context, here, job, end.rest));
    byTime ||= end.kind === 'parked' || ('byTime' in end && end.byTime);
    if (end.kind === 'finished' || end.kind === 'straggling' || end.kind === 'parked') sent = here;
    // Round again at a shard of whose stragglers somebody is due anew: the chain goes on once they are seen to.
    else if (end.kind === 'nothing' && rests.has(here)) {
      await rests.over();
      sent = here;
    }
    // Found finished by another: its chain is theirs, unless it was only the shard known to come next.
    else if (end.kind !== 'over' || !sent) return false;
    const known: string | undefined = 'next' in end ? end.next : undefined;
    const next: DeliverJob | undefined =
      known === undefined ? await nextOf(context, sent, rests, byTime) : { ...here, n: here.n + WINDOW, key: known };
    const goOn = clock.monotonic() < until && !stopping.aborted;
    if (next && (!goOn || next.due !== undefined)) {
      await enqueue(context, next);
      return true;
    }
    current = next;
  }
  return false;
}

/**
 * The next job of the chain, looked for after the write that finished the last one: who plans meanwhile looks whether
 * that has finished, and one of both sees the other.
 */
async function nextOf(
  context: Context,
  sent: DeliverJob,
  rests: Rests,
  byTime: boolean,
): Promise<DeliverJob | undefined> {
  const find = byTime ? passOnByTime : passOn;
  const next = await find(context, sent);
  // One that is to wait for its time, too: what is planned meanwhile may be due at once.
  if (next && next.due === undefined) return next;
  return (await rests.over()) ? await find(context, sent) : next;
}

/** One that waits for those who are due at their own time comes then, or in a week at the latest. */
async function enqueue(context: Context, job: DeliverJob): Promise<void> {
  await putDeliverJob(context, job, longestDelay((job.due ?? 0) - context.now()));
}

/** What becomes of a job; one that is to be done again is on the queue then. */
async function endOf(
  context: Context,
  job: DeliverJob,
  message: DeliverJob,
  work: () => Promise<JobEnd>,
): Promise<JobEnd> {
  try {
    const end = await work();
    if (end.kind === 'put-back') await putDeliverJob(context, job, end.ms);
    return end;
  } catch (error) {
    // The queue will bring the message again, and that names a shard which is finished: the chain is at another.
    if (job !== message) await putBack(context, job);
    throw error;
  }
}

async function putBack(context: Context, job: DeliverJob): Promise<void> {
  try {
    await putDeliverJob(context, job);
  } catch (error) {
    // Storage is out; whoever looks when it is back revives the chain.
    context.log('warn', 'job-not-put-back', { broadcast: job.broadcast, shard: job.n, error: String(error) });
  }
}
