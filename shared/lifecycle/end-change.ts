import { type Context, freshId } from '../context.ts';
import { settleGate } from '../pace/gate-store.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { activeRow } from '../records/broadcast-keys.ts';
import { isChanging } from '../records/broadcast-standing.ts';
import { broadcastChange, readBroadcast } from '../records/store.ts';
import { failedToChange, leftToChange } from '../shard/shard-progress.ts';
import { commit } from '../storage/commit.ts';
import { countShards } from './count.ts';

/**
 * Ends the change of a message if it is settled for everybody who has it. The broadcast must have ended before: until then
 * somebody may be told of an older version. The order of the readings is the proof, as of an end: the broadcast, whose
 * ETag guards this, and then the shards; a late answer is announced on the broadcast before it is written.
 * @returns whether no change is under way any more
 */
export async function tryEndChange(context: Context, tenant: string, id: string): Promise<boolean> {
  for (;;) {
    const broadcast = await readBroadcast(context, tenant, id);
    if (!broadcast?.change || !isChanging(broadcast)) return true;
    const { change, end, recount } = broadcast;
    if (!end || (recount !== undefined && context.now() - recount < context.timing.recountAfter)) return false;
    const { counts, shards } = await countShards(context, broadcast);
    if (shards.some((shard) => leftToChange(shard, change.n) > 0)) return false;
    const failed = failedToChange(shards, change.n);
    // Who looks for what has work finds it by the active row; without that nobody would open the gate.
    await settleGate(context, tenant, id);
    const { recount: _, ...kept } = broadcast;
    const { problem: __, heldSince: ___, ...made } = change;
    const isStopped = change.stoppedAt !== undefined;
    const done = { at: context.now(), failed };
    const next: Broadcast = { ...kept, end: { ...end, counts }, change: { ...(isStopped ? change : made), done } };
    const wid = freshId(context);
    const changes = [broadcastChange(next, wid, broadcast.etag), { do: 'delete', key: activeRow(broadcast) }] as const;
    const result = await commit(context, context.tables.broadcasts, tenant, changes, wid);
    if (result.outcome === 'lost') continue;
    context.log('info', 'change-ended', { broadcast: id, change: change.n, kind: change.kind, failed });
    return true;
  }
}
