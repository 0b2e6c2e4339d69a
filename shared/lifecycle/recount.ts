import { type Context, freshId } from '../context.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { withChangeUndone } from '../records/broadcast-standing.ts';
import { activeChange, broadcastChange, changeBroadcast, readBroadcast } from '../records/store.ts';
import { commit } from '../storage/commit.ts';
import { countShards } from './count.ts';

/**
 * Announces a late write to a shard: if the broadcast has ended, its counts must be taken again; and if its message was
 * edited or recalled, that is not over: who becomes known to have it now is to be seen to as well.
 */
export async function setRecount(context: Context, tenant: string, id: string): Promise<void> {
  for (;;) {
    const read = await readBroadcast(context, tenant, id);
    if (!read) return;
    const next: Broadcast = { ...withChangeUndone(read), recount: context.now() };
    const active = activeChange(read, context.now());
    const wid = freshId(context);
    const changes = [broadcastChange(next, wid, read.etag), ...(read.change ? [active] : [])] as const;
    const result = await commit(context, context.tables.broadcasts, tenant, changes, wid);
    if (result.outcome === 'mine') return;
  }
}

/**
 * Takes the counts of an ended broadcast again once no late write that was announced can still come.
 * @returns the broadcast as it stands
 */
export async function recount(context: Context, broadcast: Broadcast): Promise<Broadcast> {
  const { tenant, id } = broadcast;
  const read = await readBroadcast(context, tenant, id);
  if (!read?.end || read.recount === undefined) return read ?? broadcast;
  if (context.now() - read.recount < context.timing.recountAfter) return read;
  const { counts } = await countShards(context, read);
  const { recount: lateAt, ...cleared } = read;
  // It is kept for as long again, counted or not (retention/age.ts).
  const next = { ...cleared, lateAt, end: { ...read.end, counts } };
  // Only if nothing was announced since the reading before the count.
  const now = await changeBroadcast(context, tenant, id, (current) => (current.etag === read.etag ? next : undefined));
  return now ?? next;
}
