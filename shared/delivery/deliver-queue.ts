import type { Context } from '../context.ts';
import { lookAgain } from '../lifecycle/look-again.ts';
import { withLookout } from '../lifecycle/lookout.ts';
import { parseDeliverJob, parseLookJob } from '../records/jobs.ts';
import { deliver } from './deliver.ts';

/**
 * Does what a message of the queue `deliver` or `deliver-urgent` asks for. Seeing it twice, late or never does no harm.
 * @param message as the Functions host hands it over
 * @returns whether it was a job
 * @throws as {@link deliver}: the queue brings it again
 */
export async function workOnDeliverQueue(context: Context, message: unknown): Promise<boolean> {
  const job = parseDeliverJob(message);
  if (job) await withLookout(context, () => deliver(context, job));
  const look = job ? undefined : parseLookJob(message);
  if (look) await lookAgain(context, look);
  return (job ?? look) !== undefined;
}
