import type { Context } from '../context.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { readBroadcast } from '../records/store.ts';
import { countStates, isFinished } from '../shard/delivery.ts';
import { repairShard } from '../shard/repair-shard.ts';
import { recipientsRow, shardRow } from '../shard/shard-keys.ts';
import { readShard, writeShard } from '../shard/shard-store.ts';
import { giveUp } from '../shard/wave.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { finishedWith, type JobEnd } from './job-end.ts';
import { UnknownBroadcast } from './sendable.ts';

/** After so many exceptions in a row without progress what is left of a shard is given up. */
const MAX_FAULTS = 5;

/**
 * Works on a shard so that no exception goes in circles for ever: it is counted on the shard, and a shard that can't be
 * read is made anew.
 * @throws {StorageUnavailable}
 * @throws {DamagedRow} of the whole broadcast or the tenant: nobody on this shard is to fail for it
 * @throws whatever is a bug, until the shard is given up for it
 */
export async function countingFaults(context: Context, job: DeliverJob, work: () => Promise<JobEnd>): Promise<JobEnd> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    if (error instanceof UnknownBroadcast) return { kind: 'nothing' };
    if (error instanceof DamagedRow && isDamageOf(error, job, shardRow(job.key))) return await repaired(context, job);
    if (error instanceof DamagedRow && !isDamageOf(error, job, recipientsRow(job.key))) throw error;
    const end = await countFault(context, job, error);
    if (end.kind === 'nothing') throw error;
    return end;
  }
}

function isDamageOf({ partition, row }: DamagedRow, job: DeliverJob, key: string): boolean {
  return partition === job.broadcast && row === key;
}

/** The shard's own row can't be read: it is made anew, and the job goes on if that leaves anything to do. */
async function repaired(context: Context, job: DeliverJob): Promise<JobEnd> {
  const broadcast = await readBroadcast(context, job.tenant, job.broadcast);
  const shard = broadcast && (await repairShard(context, job, broadcast.run));
  if (!shard) return { kind: 'nothing' };
  return isFinished(countStates(shard.deliveries)) ? finishedWith(shard) : { kind: 'put-back', ms: 0 };
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
