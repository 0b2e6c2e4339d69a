import type { Context } from '../context.ts';
import { type DeliverJob, encodeJob } from '../records/jobs.ts';
import { readBroadcast } from '../records/store.ts';
import { countStates, isFinished } from '../shard/delivery.ts';
import { lastSentAt, type StoredShard } from '../shard/shard.ts';
import { readShard, writeShard } from '../shard/shard-store.ts';
import { settleDeadWave } from '../shard/wave.ts';
import { reportDeadWave } from '../shard/work-report.ts';
import { finishedWith, type JobEnd } from './job-end.ts';
import { sendShard } from './send-shard.ts';
import { countingFaults } from './shard-faults.ts';

/** The jobs this process is at: a second job for one, because a message came twice, has nothing to do. */
const underWay = new WeakMap<Context, Set<string>>();

/**
 * Does what is to be done on one shard, unless this process is at it already.
 * @throws {StorageUnavailable}
 * @throws whatever is a bug: counted on the shard first, so that a recipient nobody can handle ends after all
 */
export async function workOnShard(context: Context, job: DeliverJob): Promise<JobEnd> {
  const shards = underWay.get(context) ?? new Set<string>();
  underWay.set(context, shards);
  // Not the shard alone: a job left from another run has nothing to do on it, and must not send this one away.
  const { due: _, ...place } = job;
  const shard = encodeJob(place);
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

async function sendOrSettle(context: Context, job: DeliverJob): Promise<JobEnd> {
  let shard = await readShard(context, job);
  // A retry leaves a shard it has nothing to do on in its old run: that is over, too.
  if (shard?.n === job.n && isFinished(countStates(shard.deliveries))) return { kind: 'over' };
  // A job that names another place in the order than the shard has is none of ours, and would lead its chain astray.
  while (shard && shard.run === job.run && shard.n === job.n) {
    if (shard.wave === undefined) return await sendShard(context, job, shard);
    const age = context.now() - lastSentAt(shard);
    if (age < context.timing.waveLife) return { kind: 'put-back', ms: context.timing.waveLife - age };
    shard = await settle(context, job, shard);
    if (shard && isFinished(countStates(shard.deliveries))) return finishedWith(shard);
  }
  return { kind: 'nothing' };
}

/** Closes the wave of a sender that is gone. */
async function settle(context: Context, job: DeliverJob, shard: StoredShard): Promise<StoredShard | undefined> {
  const broadcast = await readBroadcast(context, job.tenant, job.broadcast);
  if (!broadcast) return undefined;
  const { n } = shard;
  const claimedAt = lastSentAt(shard);
  const { sending } = countStates(shard.deliveries);
  context.log('warn', 'wave-of-a-lost-sender', { broadcast: job.broadcast, shard: n, claimedAt, sending });
  const settled = settleDeadWave(shard, broadcast.onUncertain, context.now());
  const written = await writeShard(context, job.broadcast, shard, settled);
  if (written) reportDeadWave(context, job, shard, settled);
  return written;
}
