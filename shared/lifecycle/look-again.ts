import type { Context } from '../context.ts';
import { encodeJob, type LookJob } from '../records/jobs.ts';
import { keepLook } from './lookout.ts';
import { HALF_ROUND } from './rounds.ts';

/** The job is at hand so long before its time, ms: a queue is looked at every six seconds, and delays are whole seconds. */
const AHEAD = 7_000;

/**
 * Has somebody look once more, half a minute after a round: on the queue of those who send, for their instance is paid for
 * anyway, and whoever takes it is another than those who have died.
 * @param at when (service clock, ms)
 * @throws {StorageUnavailable}
 */
export async function putLook(context: Context, at: number): Promise<void> {
  await context.queues.deliver.put(encodeJob({ do: 'look', at }), Math.max(0, at - AHEAD - context.now()));
}

/**
 * Looks once more, at its time. It puts no other: so looks can't multiply. One that comes so late that the next round has
 * been made is dropped, however many nobody took.
 * @throws {StorageUnavailable} the queue brings it again
 */
export async function lookAgain(context: Context, job: LookJob): Promise<void> {
  const { clock, queues, stopping } = context;
  // No job is put earlier, whatever it says.
  await clock.sleep(Math.min(job.at - context.now(), HALF_ROUND), stopping);
  const late = context.now() - job.at;
  if (late >= HALF_ROUND) return;
  // Whoever goes on when this process has ended looks.
  if (stopping.aborted) return await queues.deliver.put(encodeJob(job), Math.max(0, -late));
  await keepLook(context, job.at);
}
