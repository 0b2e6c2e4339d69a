import type { Context } from '../context.ts';
import { passOn } from '../lifecycle/pass-on.ts';
import { type DeliverJob, encodeJob, WINDOW } from '../records/jobs.ts';
import { readBroadcast } from '../records/store.ts';
import { repairShard } from '../shard/repair-shard.ts';
import { countStates, isFinished, recipientsRow, type StoredShard, shardRow } from '../shard/shard.ts';
import { readShard, writeShard } from '../shard/shard-store.ts';
import { giveUp, settleDeadWave } from '../shard/wave.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { finishedWith, type JobEnd } from './job-end.ts';
import { sendShard } from './send-shard.ts';
import { UnknownBroadcast } from './sendable.ts';

/** After so many exceptions in a row without progress what is left of a shard is given up. */
const MAX_FAULTS = 5;

/**
 * Sends a shard, and then the next ones of its chain for a while: a queue between them would cost three operations a
 * shard and some seconds. Seeing a job twice, late or never does no harm.
 * @throws {StorageUnavailable} the queue brings the job again
 * @throws whatever is a bug: counted on the shard first, so that a recipient nobody can handle ends after all
 */
export async function deliver(context: Context, job: DeliverJob): Promise<void> {
  const { clock, timing, stopping } = context;
  const began = clock.monotonic();
  // The last job whose shard was finished here: the chain goes on from it.
  let finished: DeliverJob | undefined;
  for (let current: DeliverJob | undefined = job; current; ) {
    const end: JobEnd = await sendAlone(context, current, job);
    if (end.kind === 'put-back') await context.queues.deliver.put(encodeJob(current), end.ms);
    if (end.kind === 'finished') finished = current;
    // Found finished by another: its chain is theirs, unless it was only the shard known to come next.
    else if (end.kind !== 'over' || !finished) return;
    const known: string | undefined = end.kind === 'finished' ? end.next : undefined;
    const next: DeliverJob | undefined =
      known === undefined ? await passOn(context, finished) : { ...current, n: current.n + WINDOW, key: known };
    const goOn = clock.monotonic() - began < timing.follow && !stopping.aborted;
    if (next && !goOn) await context.queues.deliver.put(encodeJob(next));
    current = goOn ? next : undefined;
  }
}

/** The shards this process is sending: a second job for one, because a message came twice, has nothing to do. */
const underWay = new WeakMap<Context, Set<string>>();

async function sendAlone(context: Context, job: DeliverJob, message: DeliverJob): Promise<JobEnd> {
  const shards = underWay.get(context) ?? new Set<string>();
  underWay.set(context, shards);
  const shard = `${job.broadcast}/${job.key}`;
  if (shards.has(shard)) return { kind: 'nothing' };
  shards.add(shard);
  try {
    return await endOf(context, job);
  } catch (error) {
    // The queue will bring the message again, and that names a shard which is finished: the chain is at another.
    if (job !== message) await putBack(context, job);
    throw error;
  } finally {
    shards.delete(shard);
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

async function endOf(context: Context, job: DeliverJob): Promise<JobEnd> {
  try {
    return await workOn(context, job);
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    if (error instanceof UnknownBroadcast) return { kind: 'nothing' };
    if (error instanceof DamagedRow && isDamageOf(error, job, shardRow(job.key))) return await repaired(context, job);
    // Of the whole broadcast, or the tenant: nobody on this shard is to fail for it. The queue brings the job again.
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

async function workOn(context: Context, job: DeliverJob): Promise<JobEnd> {
  let shard = await readShard(context, job);
  // A retry leaves a shard it has nothing to do on in its old run: that is over, too.
  if (shard?.n === job.n && isFinished(countStates(shard.deliveries))) return { kind: 'over' };
  // A job that names another place in the order than the shard has is none of ours, and would lead its chain astray.
  while (shard && shard.run === job.run && shard.n === job.n) {
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
  const broadcast = await readBroadcast(context, job.tenant, job.broadcast);
  if (!broadcast) return undefined;
  const { n, writtenAt: claimedAt } = shard;
  const { sending } = countStates(shard.deliveries);
  context.log('warn', 'wave-of-a-lost-sender', { broadcast: job.broadcast, shard: n, claimedAt, sending });
  return await writeShard(context, job.broadcast, shard, settleDeadWave(shard, broadcast.onUncertain, context.now()));
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
