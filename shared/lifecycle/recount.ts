import type { Context } from '../context.ts';
import type { Broadcast } from '../records/broadcast-row.ts';
import { changeBroadcast, readBroadcast } from '../records/store.ts';
import { countShards } from './count.ts';

/** Announces a late write to a shard: if the broadcast has ended, its counts must be taken again. */
export async function setRecount(context: Context, tenant: string, id: string): Promise<void> {
  await changeBroadcast(context, tenant, id, (broadcast) => ({ ...broadcast, recount: context.now() }));
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
  const { recount: _, ...cleared } = read;
  const next = { ...cleared, end: { ...read.end, counts } };
  // Only if nothing was announced since the reading before the count.
  const now = await changeBroadcast(context, tenant, id, (current) => (current.etag === read.etag ? next : undefined));
  return now ?? next;
}
