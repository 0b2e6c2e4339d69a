import type { Context } from '../context.ts';
import { workOnBroadcast } from '../lifecycle/plan-queue.ts';
import { parsePlanJob, parseTellJob } from '../records/jobs.ts';
import { tellEnd } from './tell-end.ts';

/**
 * Does what a message of the queue `plan` asks for. Seeing it twice, late or never does no harm.
 * @param message as the Functions host hands it over
 * @returns whether it was a job
 * @throws {StorageUnavailable} the queue brings it again
 */
export async function workOnPlanQueue(context: Context, message: unknown): Promise<boolean> {
  const job = parsePlanJob(message);
  if (job) await workOnBroadcast(context, job);
  const telling = job ? undefined : parseTellJob(message);
  if (telling) await tellEnd(context, telling);
  return (job ?? telling) !== undefined;
}
