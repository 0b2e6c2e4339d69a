import type { Context } from '../context.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { countStates, isFinished, type StoredShard } from '../shard/shard.ts';
import { readShard, writeShard } from '../shard/shard-store.ts';
import { giveUp, settleDeadWave } from '../shard/wave.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { finishedWith, type JobEnd } from './job-end.ts';
import { sendShard } from './send-shard.ts';
import { sendableOf } from './sendable.ts';

/** After so many exceptions in a row without progress what is left of a shard is given up. */
const MAX_FAULTS = 5;

/** The shards this process is sending: a second job for one, because a message came twice, has nothing to do. */
const underWay = new WeakMap<Context, Set<string>>();

/**
 * Does what is to be done on one shard, unless this process is at it already.
 * @throws {StorageUnavailable}
 * @throws whatever is a bug: counted on the shard first, so that a recipient nobody can handle ends after all
 */
export async function workOnShard(context: Context, job: DeliverJob): Promise<JobEnd> {
  const shards = underWay.get(context) ?? new Set<string>();
  underWay.set(context, shards);
  const shard = `${job.broadcast}/${job.key}`;
  if (shards.has(shard)) return { kind: 'nothing' };
  shards.add(shard);
  const alone = async (work: () => Promise<JobEnd>): Promise<JobEnd> => {
    let end: JobEnd | undefined;
    try {
      end = await countingFaults(context, job, work);
    } finally {
      if (end?.kind !== 'straggling') shards.delete(shard);
    }
    if (end.kind !== 'straggling') return end;
    const { rest } = end;
    return { ...end, rest: () => alone(rest) };
  };
  return await alone(() => sendOrSettle(context, job));
}

async function countingFaults(context: Context, job: DeliverJob, work: () => Promise<JobEnd>): Promise<JobEnd> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    const end = await countFault(context, job, error);
    if (end.kind === 'nothing') throw error;
    return end;
  }
}

async function sendOrSettle(context: Context, job: DeliverJob): Promise<JobEnd> {
  let shard = await readShard(context, job);
  while (shard && shard.run === job.run) {
    if (isFinished(countStates(shard.deliveries))) return { kind: 'over' };
    if (shard.wave === undefined) return await sendShard(context, job, shard);
    const age = context.now() - shard.writtenAt;
    if (age < context.timing.waveLife) return { kind: 'put-back', ms: context.timing.waveLife - age };
    shard = await settle(context, job, shard);
    if (shard && isFinished(countStates(shard.deliveries))) return finishedWith(shard);
  }
  return { kind: 'nothing' };
}

/** Closes the wave of a sender that is gone. */
async function settle(context: Context, job: DeliverJob, shard: StoredShard): Promise<StoredShard | undefined> {
  const { onUncertain } = await sendableOf(context, job.tenant, job.broadcast);
  context.log('warn', 'wave-of-a-lost-sender', { broadcast: job.broadcast, shard: shard.n });
  return await writeShard(context, job.broadcast, shard, settleDeadWave(shard, onUncertain, context.now()));
}

async function countFault(context: Context, job: DeliverJob, error: unknown): Promise<JobEnd> {
  const shard = await readShard(context, job);
  if (!shard || shard.run !== job.run || shard.wave !== undefined) return { kind: 'nothing' };
  const faults = shard.faults + 1;
  context.log('error', 'shard-fault', { broadcast: job.broadcast, shard: job.n, faults, error: String(error) });
  const next = faults < MAX_FAULTS ? { ...shard, faults } : giveUp(shard, context.now());
  const written = await writeShard(context, job.broadcast, shard, next);
  return written && faults >= MAX_FAULTS ? finishedWith(written) : { kind: 'nothing' };
}
