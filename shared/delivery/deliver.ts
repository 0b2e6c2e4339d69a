import type { Context } from '../context.ts';
import { tryEnd } from '../lifecycle/end.ts';
import { passOn } from '../lifecycle/pass-on.ts';
import { type DeliverJob, encodeJob, WINDOW } from '../records/jobs.ts';
import type { JobEnd } from './job-end.ts';
import { workOnShard } from './work-on-shard.ts';

/**
 * Sends a shard, and then the next ones of its chain for a while: a queue between them would cost three operations a
 * shard and some seconds. Answers that are late do not hold the chain: they are waited for beside it, and before this
 * returns. Seeing a job twice, late or never does no harm.
 * @throws {StorageUnavailable} the queue brings the job again
 * @throws whatever is a bug, as {@link workOnShard}
 */
export async function deliver(context: Context, job: DeliverJob): Promise<void> {
  const rests: Promise<Failure | undefined>[] = [];
  const failure = await failureOf(followChain(context, job, rests));
  const failures = await Promise.all(rests);
  // While these answers were missing, others may have found the broadcast not over yet.
  if (rests.length > 0) await tryEnd(context, job.tenant, job.broadcast);
  for (const one of [failure, ...failures]) if (one) throw one.error;
}

/** What went wrong beside other work, to be thrown when that is done. */
interface Failure {
  readonly error: unknown;
}

const failureOf = (work: Promise<void>): Promise<Failure | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );

/** @param rests what shards of this chain are still waiting for */
async function followChain(context: Context, job: DeliverJob, rests: Promise<Failure | undefined>[]): Promise<void> {
  const { clock, timing, stopping } = context;
  const began = clock.monotonic();
  // The last job whose shard was sent here: the chain goes on from it.
  let sent: DeliverJob | undefined;
  for (let current: DeliverJob | undefined = job; current; ) {
    const end = await endOf(context, current, job, () => workOnShard(context, current!));
    if (end.kind === 'straggling') rests.push(failureOf(finishLater(context, current, job, end.rest)));
    if (end.kind === 'finished' || end.kind === 'straggling') sent = current;
    // Found finished by another: its chain is theirs, unless it was only the shard known to come next.
    else if (end.kind !== 'over' || !sent) return;
    const known: string | undefined = 'next' in end ? end.next : undefined;
    const next: DeliverJob | undefined =
      known === undefined ? await nextOf(context, sent, rests) : { ...current, n: current.n + WINDOW, key: known };
    const goOn = clock.monotonic() - began < timing.follow && !stopping.aborted;
    if (next && !goOn) await context.queues.deliver.put(encodeJob(next));
    current = goOn ? next : undefined;
  }
}

/** The next job of the chain. Whoever plans meanwhile leaves it to who finishes the chain's last shard: looked for then. */
async function nextOf(
  context: Context,
  sent: DeliverJob,
  rests: readonly Promise<unknown>[],
): Promise<DeliverJob | undefined> {
  const next = await passOn(context, sent);
  if (next || rests.length === 0) return next;
  await Promise.all(rests);
  return await passOn(context, sent);
}

async function finishLater(
  context: Context,
  job: DeliverJob,
  message: DeliverJob,
  rest: () => Promise<JobEnd>,
): Promise<void> {
  await endOf(context, job, message, rest);
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
    if (end.kind === 'put-back') await context.queues.deliver.put(encodeJob(job), end.ms);
    return end;
  } catch (error) {
    // The queue will bring the message again, and that names a shard which is finished: the chain is at another.
    if (job !== message) await putBack(context, job);
    throw error;
  }
}

async function putBack(context: Context, job: DeliverJob): Promise<void> {
  try {
    await context.queues.deliver.put(encodeJob(job));
  } catch (error) {
    // Storage is out; whoever looks when it is back revives the chain.
    context.log('warn', 'job-not-put-back', { broadcast: job.broadcast, shard: job.n, error: String(error) });
  }
}
