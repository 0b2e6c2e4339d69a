import type { Context } from '../context.ts';
import type { DeliverJob } from '../records/jobs.ts';
import type { StoredShard } from '../shard/shard.ts';
import { readRecipients, readShard, writeShard } from '../shard/shard-store.ts';
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
  const { timetable } = sendable;
  const itinerary = new Itinerary(recipients, timetable, context.timeZone ?? 'UTC');
  if (timetable.isOver(context.now())) return { kind: 'nothing' };
  if (!timetable.isByZone) return unlessOver(await send());
  if (isServed(context, job, shard)) return { kind: 'nothing' };
  const { due, wait } = itinerary.agenda(shard, context.now());
  if (due === 0 && wait > context.timing.waitInside) return await park(context, job, itinerary, shard);
  return await byTime(await send());

  function send(): Promise<JobEnd> {
    return new ShardSender(context, job, sendable, itinerary, shard).send();
  }

  /** What is left when a broadcast has expired is the sweep's. */
  function unlessOver(end: JobEnd): JobEnd {
    if (end.kind === 'straggling') return { ...end, rest: async () => unlessOver(await end.rest()) };
    const isOver = end.kind === 'put-back' && timetable.isOver(context.now());
    return isOver ? { kind: 'nothing' } : end;
  }

  /** The chain goes on by who is due, not by the order of the shards. */
  async function byTime(end: JobEnd): Promise<JobEnd> {
    if (end.kind === 'finished') return { kind: 'finished', byTime: true };
    const left = unlessOver(end);
    if (left.kind === 'straggling') return { kind: 'straggling', byTime: true, rest: left.rest };
    if (left.kind !== 'put-back' || left.ms <= context.timing.waitInside) return left;
    const read = await readShard(context, job);
    if (!read || read.run !== job.run || read.wave !== undefined) return left;
    const { due, wait } = itinerary.agenda(read, context.now());
    // By the last answers somebody is due sooner than it seemed, or it is the tenant's pace that makes this one wait.
    const soon = due > 0 ? context.timing.waitInside : wait;
    if (soon <= context.timing.waitInside) return { kind: 'put-back', ms: Math.min(left.ms, soon) };
    return await park(context, job, itinerary, read);
  }
}

/** A job that waited for those who were due finds that another has seen to them. */
function isServed({ timing, now }: Context, { due }: DeliverJob, { deliveries }: StoredShard): boolean {
  if (due === undefined) return false;
  const pending = deliveries.filter(({ state }) => state === 'pending');
  return pending.every(({ notBefore }) => notBefore > Math.max(due, now() + timing.waitInside));
}

async function park(context: Context, job: DeliverJob, itinerary: Itinerary, shard: StoredShard): Promise<JobEnd> {
  const now = context.now();
  const parked = itinerary.parked(shard, now);
  if (parked !== shard && !(await writeShard(context, job.broadcast, shard, parked))) return { kind: 'nothing' };
  return { kind: 'parked', due: now + itinerary.agenda(parked, now).wait };
}
