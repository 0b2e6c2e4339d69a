import { type Context, freshId } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { logDamage } from '../log/log-damage.ts';
import { settleGate } from '../pace/gate-store.ts';
import type { Broadcast, Rerun, StoredBroadcast } from '../records/broadcast.ts';
import { hasExpired, isClosing, isRecalled, isUnreleased, withChangeUndone } from '../records/broadcast-standing.ts';
import { encodeJob, type PlanJob } from '../records/jobs.ts';
import { activeChange, broadcastChange, changePlan, readBroadcast } from '../records/store.ts';
import { readOrRepair } from '../shard/repair-shard.ts';
import { type RetriableState, rerun } from '../shard/rerun.ts';
import { shardRow } from '../shard/shard-keys.ts';
import { decodeProgress, type ShardProgress } from '../shard/shard-progress.ts';
import { writeShard } from '../shard/shard-store.ts';
import { commit } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { type Row, StorageUnavailable } from '../storage/table.ts';
import { carryOutCancel } from './cancel.ts';
import { shardRows } from './chain.ts';
import { tryEnd } from './end.ts';
import { wakeChains } from './revive.ts';

/** What is to be sent again. */
export interface RetryRequest {
  /** The run whose end was seen: a retry of another one would be a surprise. */
  readonly run: number;
  readonly states: readonly RetriableState[];
}

/**
 * Takes an ended broadcast up again, for those who ended in one of these states. The run that begins and the mark that
 * there is work commit together; what follows may be cut short: whoever looks finds the mark. Asked again, it is done
 * once.
 * @returns the broadcast, or nothing when there is none
 * @throws {Problem} `run-changed`, `broadcast-recalled`, `broadcast-not-released`, `broadcast-not-ended`, `broadcast-expired`
 * @throws {StorageUnavailable} asked again, nothing happens twice
 */
export async function retryBroadcast(
  context: Context,
  tenant: string,
  id: string,
  { run, states }: RetryRequest,
): Promise<StoredBroadcast | undefined> {
  for (;;) {
    const read = await readBroadcast(context, tenant, id);
    if (!read) return undefined;
    if (read.run === run + 1 && sameStates(read.rerun?.states, states)) return read;
    if (read.run !== run) throw new Problem('run-changed');
    if (isRecalled(read)) throw new Problem('broadcast-recalled');
    // What nobody released nobody has read but its author: a retry would let it go without anybody.
    if (isUnreleased(read)) throw new Problem('broadcast-not-released');
    if (read.endedAt === undefined) throw new Problem('broadcast-not-ended');
    if (hasExpired(read, context.now())) throw new Problem('broadcast-expired');
    const kept = withoutEnd(read);
    const next: Broadcast = { ...kept, run: run + 1, rerun: { states, resettingSince: context.now() } };
    const wid = freshId(context);
    const active = activeChange(next, context.now());
    const changes = [broadcastChange(next, wid, read.etag), active] as const;
    const result = await commit(context, context.tables.broadcasts, tenant, changes, wid);
    if (result.outcome === 'lost') continue;
    context.log('info', 'broadcast-retried', { broadcast: id, run: next.run, states });
    await putJob(context, { do: 'retry', tenant, broadcast: id, run: next.run });
    return { ...next, etag: result.etags[0]! };
  }
}

/** A broadcast without what its last run came to. */
function withoutEnd(broadcast: StoredBroadcast): Omit<StoredBroadcast, 'rerun'> {
  const { endedAt: _, end: __, canceledAt: ___, stoppedAt: ____, ...others } = broadcast;
  const { pausedAt: _____, pausedBy: ______, problem: _______, ...kept } = others;
  // Who hears of the newest version late sends an older one: that is to be seen to again.
  return withChangeUndone(kept);
}

async function putJob(context: Context, job: PlanJob): Promise<void> {
  try {
    await context.queues.plan.put(encodeJob(job));
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    // The run has begun, and its author must hear so; whoever looks next puts the job on the queue.
    context.log('warn', 'retry-not-started', { broadcast: job.broadcast, error: String(error) });
  }
}

/**
 * Carries a retry out: what was asked for becomes pending, shard by shard, and only then it is sent: until all shards
 * are through, the broadcast can neither end nor go on. Done again, also by two at once, it changes nothing.
 * @throws {StorageUnavailable} the queue brings the job again
 */
export async function carryOutRetry(context: Context, job: PlanJob): Promise<void> {
  const { tenant, broadcast: id, run } = job;
  for (;;) {
    const broadcast = await readBroadcast(context, tenant, id);
    if (broadcast?.run !== run || broadcast.rerun?.resettingSince === undefined) return;
    const { states } = broadcast.rerun;
    await settlePlan(context, broadcast, states);
    await resetShards(context, job, states);
    await settleGate(context, tenant, id);
    const { resettingSince: _, ...over } = broadcast.rerun satisfies Rerun;
    const next: Broadcast = { ...broadcast, rerun: over };
    const wid = freshId(context);
    // Under the ETag from before the shards: whatever was decided meanwhile is seen by another round.
    const changes = [broadcastChange(next, wid, broadcast.etag)] as const;
    if ((await commit(context, context.tables.broadcasts, tenant, changes, wid)).outcome === 'lost') continue;
    if (isClosing(next)) await carryOutCancel(context, next);
    // Nobody may have been in the asked states: then no job would come to see that it is over.
    else if (!(await tryEnd(context, tenant, id))) await wakeChains(context, next);
    return;
  }
}

/** A plan that a cancel cut short goes on if the canceled are asked for, those not planned yet among them; else not. */
async function settlePlan(
  context: Context,
  { tenant, id, run }: Broadcast,
  states: readonly RetriableState[],
): Promise<void> {
  if (states.includes('canceled')) return;
  await changePlan(context, tenant, id, (plan) =>
    plan.planned || (plan.stop ?? 0) >= run ? undefined : { ...plan, stop: run },
  );
}

/** A few shards at a time: a large broadcast has thousands. */
const AT_ONCE = 8;

async function resetShards(context: Context, job: PlanJob, states: readonly RetriableState[]): Promise<void> {
  const part: string[] = [];
  const reset = () => Promise.all(part.splice(0).map((key) => resetShard(context, job, key, states)));
  for await (const row of shardRows(context, job.broadcast)) {
    const shard = progressOf(context, job, row);
    if (shard && (shard.run >= job.run || states.every((state) => shard.counts[state] === 0))) continue;
    part.push(row.key.slice(shardRow('').length));
    if (part.length === AT_ONCE) await reset();
  }
  await reset();
}

/** Nothing of a damaged one: whether it has anybody to send to again is seen once it is made anew. */
function progressOf(context: Context, { broadcast }: PlanJob, row: Row): ShardProgress | undefined {
  return unlessDamaged(() => decodeProgress(row, broadcast), logDamage(context));
}

async function resetShard(
  context: Context,
  { broadcast, run }: PlanJob,
  key: string,
  states: readonly RetriableState[],
): Promise<void> {
  for (;;) {
    // One that is made anew has its retry still before it.
    const shard = await readOrRepair(context, { broadcast, key }, run - 1);
    if (!shard || shard.run >= run) return;
    if (await writeShard(context, broadcast, shard, rerun(shard, states, run, context.now()))) return;
  }
}

function sameStates(asked: readonly string[] | undefined, states: readonly string[]): boolean {
  return asked !== undefined && asked.toSorted().join() === states.toSorted().join();
}
