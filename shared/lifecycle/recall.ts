import { type Context, freshId } from '../context.ts';
import type { Broadcast, StoredBroadcast } from '../records/broadcast.ts';
import { isClosing, isRecalled } from '../records/broadcast-standing.ts';
import { activeChange, broadcastChange, readBroadcast } from '../records/store.ts';
import { commit } from '../storage/commit.ts';
import { carryOutCancel } from './cancel.ts';
import { wakeChanges } from './change-chains.ts';
import { confirmed } from './confirmed.ts';

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
  return await confirmed('recall-unconfirmed', async () => {
    const recalled = await decideRecall(context, tenant, id);
    if (recalled && recalled.endedAt === undefined) await carryOutCancel(context, recalled);
    if (recalled) await wakeChanges(context, recalled);
    return recalled;
  });
}

async function decideRecall(context: Context, tenant: string, id: string): Promise<StoredBroadcast | undefined> {
  for (;;) {
    const read = await readBroadcast(context, tenant, id);
    if (!read || (isRecalled(read) && read.change?.stoppedAt === undefined)) return read;
    const at = context.now();
    const isAtWork = read.endedAt === undefined && !isClosing(read);
    // Above the version that anybody may have, which an edit before the release made, and above a recall that was given up.
    const change = { n: Math.max(read.version ?? 1, read.change?.n ?? 1) + 1, kind: 'recall', at } as const;
    const next: Broadcast = { ...read, change, ...(isAtWork && { canceledAt: at }) };
    const wid = freshId(context);
    const result = await commit(
      context,
      context.tables.broadcasts,
      tenant,
      [broadcastChange(next, wid, read.etag), activeChange(read, at)],
      wid,
    );
    if (result.outcome === 'lost') continue;
    context.log('info', 'broadcast-recalled', { broadcast: id });
    return { ...next, etag: result.etags[0]! };
  }
}
