import type { Context } from '../context.ts';
import type { DeliverJob } from '../records/jobs.ts';
import type { StoredShard } from '../shard/shard.ts';
import { readRecipients } from '../shard/shard-store.ts';
import { Itinerary } from './itinerary.ts';
import type { JobEnd } from './job-end.ts';
import { sendableOf } from './sendable.ts';
import { serviceUrlOf } from './service-url.ts';
import { ShardSender } from './shard-sender.ts';

/**
 * Sends a shard that no wave is open on: takes tokens, claims a wave, posts it, records it, and so on to the end.
 * @throws {StorageUnavailable}
 */
export async function sendShard(context: Context, job: DeliverJob, shard: StoredShard): Promise<JobEnd> {
  const [sendable, recipients] = await Promise.all([
    sendableOf(context, job.tenant, job.broadcast),
    readRecipients(context, job, shard.deliveries.length),
    serviceUrlOf(context, job.tenant),
  ]);
  return await new ShardSender(context, job, sendable, new Itinerary(recipients), shard).send();
}
