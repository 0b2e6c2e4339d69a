import { type Context, freshId } from '../context.ts';
import { Problem } from '../errors.ts';
import { activeRow, type Broadcast, isRecalled, type StoredBroadcast } from '../records/broadcast-row.ts';
import { broadcastChange, readBroadcast } from '../records/store.ts';
import { commit } from '../storage/commit.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { carryOutCancel } from './cancel.ts';
import { wakeChanges } from './change-chains.ts';

/**
 * Takes a broadcast back: what is not sent is canceled, and what was delivered is removed from the chats. When this
 * returns, nothing is sent any more but what was reserved before; the removing follows, and what was reserved is among it.
 * Asked again, it answers the same.
 * @returns the broadcast, or nothing when there is none
 * @throws {Problem} `recall-unconfirmed` when storage did not confirm it: ask again
 */
export async function recallBroadcast(
  context: Context,
  tenant: string,
  id: string,
): Promise<StoredBroadcast | undefined> {
  try {
    const recalled = await decideRecall(context, tenant, id);
    if (recalled && recalled.endedAt === undefined) await carryOutCancel(context, recalled);
    if (recalled) await wakeChanges(context, recalled);
    return recalled;
  } catch (error) {
    if (error instanceof StorageUnavailable) throw new Problem('recall-unconfirmed', { cause: error });
    throw error;
  }
}

async function decideRecall(context: Context, tenant: string, id: string): Promise<StoredBroadcast | undefined> {
  for (;;) {
    const read = await readBroadcast(context, tenant, id);
    if (!read || (isRecalled(read) && read.change?.stoppedAt === undefined)) return read;
    const at = context.now();
    const isAtWork = (read.endedAt ?? read.canceledAt ?? read.stoppedAt) === undefined;
    // The n of a change before this one: the version it made, or that of a recall that was given up.
    const change = { n: (read.change?.n ?? 1) + 1, kind: 'recall', at } as const;
    const next: Broadcast = { ...read, change, ...(isAtWork && { canceledAt: at }) };
    const wid = freshId(context);
    const active = { do: 'put', key: activeRow(read), values: { v: 1, at } } as const;
    const result = await commit(
      context,
      context.tables.broadcasts,
      tenant,
      [broadcastChange(next, wid, read.etag), active],
      wid,
    );
    if (result.outcome === 'lost') continue;
    context.log('info', 'broadcast-recalled', { broadcast: id });
    return { ...next, etag: result.etags[0]! };
  }
}
