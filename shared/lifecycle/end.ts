import { type Context, freshId } from '../context.ts';
import { settleGate } from '../pace/gate-store.ts';
import type { Broadcast, ChangeAmounts, EndStatus, StoredBroadcast } from '../records/broadcast.ts';
import { activeRow } from '../records/broadcast-keys.ts';
import { isChanging } from '../records/broadcast-standing.ts';
import { broadcastChange, readBroadcast, readPlan } from '../records/store.ts';
import { allLeftToChange, failedToChange, type ShardProgress } from '../shard/shard-progress.ts';
import { commit } from '../storage/commit.ts';
import { wakeChanges } from './change-chains.ts';
import { countShards } from './count.ts';
import { tryEndChange } from './end-change.ts';
import { putTellJob, tellingOf } from './telling.ts';

/**
 * Ends a broadcast if nothing is left of it. The order of the readings is the proof: the broadcast (its ETag guards
 * the end), then whether planning is over, and only then the shards.
 * @returns whether it has ended
 */
export async function tryEnd(context: Context, tenant: string, id: string): Promise<boolean> {
  for (;;) {
    const broadcast = await readBroadcast(context, tenant, id);
    if (!broadcast || broadcast.endedAt !== undefined) return broadcast !== undefined;
    if (broadcast.rerun?.resettingSince !== undefined) return false;
    const plan = await readPlan(context, id);
    if (!plan || !(plan.planned || plan.stop === broadcast.run)) return false;
    const { counts, finished, shards } = await countShards(context, broadcast);
    if (!finished) return false;
    const now = context.now();
    const ended: Broadcast = {
      ...broadcast,
      endedAt: now,
      end: {
        status: endStatusOf(broadcast),
        planned: plan.planned,
        startedAt: plan.startedAt ?? now,
        counts,
        ...(isChanging(broadcast) && { changing: amountsOf(shards, broadcast.change!.n) }),
        ...(plan.poisoned > 0 && { poisoned: plan.poisoned }),
      },
    };
    const wid = freshId(context);
    const changes = [broadcastChange(ended, wid, broadcast.etag), ...tellingOf(ended, wid)] as const;
    const result = await commit(context, context.tables.broadcasts, tenant, changes, wid);
    if (result.outcome === 'lost') continue;
    context.log('info', 'broadcast-ended', summaryOf(ended, now));
    if (ended.webhook !== undefined) await putTellJob(context, ended);
    await finishEnd(context, { ...ended, etag: result.etags[0]! });
    // What was still in flight when the message was changed is delivered by now, and nobody may have seen it.
    if (isChanging(ended) && !(await tryEndChange(context, tenant, id))) await wakeChanges(context, ended);
    return true;
  }
}

/** What the log has of an end. */
const summaryOf = ({ id, tenant, run, test, end }: Broadcast, now: number) => ({
  ...{ broadcast: id, tenant, run, ...(test && { test }), status: end?.status },
  ...{ seconds: Math.round((now - (end?.startedAt ?? now)) / 1_000), ...end?.counts },
});

/**
 * What follows from an end: the gate forgets the broadcast, and only then it is no longer among those that have work. So
 * whoever looks finds what a crash has cut short. While its message is being changed it still has work. Of one that a
 * retry has taken up meanwhile nothing is changed.
 */
export async function finishEnd(context: Context, ended: StoredBroadcast): Promise<void> {
  const { tenant, id, etag } = ended;
  await settleGate(context, tenant, id);
  if (isChanging(ended)) return;
  const wid = freshId(context);
  const changes = [broadcastChange(ended, wid, etag), { do: 'delete', key: activeRow(ended) }] as const;
  await commit(context, context.tables.broadcasts, tenant, changes, wid);
}

/** Who is told of the end is told how far that was, too. */
const amountsOf = (shards: readonly ShardProgress[], change: number): ChangeAmounts => ({
  left: allLeftToChange(shards, change),
  failed: failedToChange(shards, change),
});

function endStatusOf({ canceledAt, stoppedAt }: Broadcast): EndStatus {
  if (canceledAt !== undefined) return 'canceled';
  return stoppedAt === undefined ? 'completed' : 'stopped';
}
