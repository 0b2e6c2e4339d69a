import type { Context } from '../context.ts';
import { type DeliverJob, encodeJob } from './jobs.ts';

/**
 * Puts the job of a shard on the queue of its lane: urgent ones never wait behind bulk.
 * @param delayMs hidden for that long (default 0)
 * @throws {StorageUnavailable}
 */
export async function putDeliverJob({ queues }: Context, job: DeliverJob, delayMs?: number): Promise<void> {
  await (job.urgent ? queues.urgent : queues.deliver).put(encodeJob(job), delayMs);
}
