import { type Context, freshId } from '../context.ts';
import { logDamage } from '../log/log-damage.ts';
import type { StoredBroadcast } from '../records/broadcast.ts';
import { activeRow, broadcastRange, broadcastRow } from '../records/broadcast-keys.ts';
import { decodeBroadcast } from '../records/broadcast-row.ts';
import { forgottenChange } from '../records/forgotten-row.ts';
import { tellingRange } from '../records/telling-row.ts';
import { commit, rangePatiently, readPatiently } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { rowsPatiently } from '../storage/rows.ts';
import type { Change } from '../storage/table.ts';
import { overSince } from './age.ts';

/**
 * Takes the broadcasts of a tenant that have been over for long enough out of sight: from one write on there is no such
 * broadcast. Their other rows are deleted later (delete-forgotten.ts).
 * @param before what has been over since before then, ms
 * @param isOver whether to leave the rest for another time
 * @returns how many
 * @throws {StorageUnavailable} asked again, it goes on
 */
export async function forgetBroadcasts(
  context: Context,
  tenant: string,
  before: number,
  isOver: () => boolean,
): Promise<number> {
  let count = 0;
  // What ended before then was created before then: of the others no row is read.
  const range = broadcastRange({ until: before });
  for await (const row of rowsPatiently(context, context.tables.broadcasts, tenant, range)) {
    if (isOver()) break;
    // What can't be read may be at work.
    const broadcast = unlessDamaged(() => decodeBroadcast(row, tenant), logDamage(context));
    if (broadcast && (await forgetOne(context, broadcast, before))) count++;
  }
  return count;
}

async function forgetOne(context: Context, broadcast: StoredBroadcast, before: number): Promise<boolean> {
  const { tenant, id, etag, keyedBy } = broadcast;
  const since = overSince(broadcast);
  if (since === undefined || since >= before || (await hasWork(context, broadcast))) return false;
  const wid = freshId(context);
  const changes: [Change, ...Change[]] = [
    forgottenChange(id, context.now(), wid),
    // Whoever has taken it up again since it was read has written it: then it stays.
    { do: 'delete', key: broadcastRow(id), etag },
    ...(keyedBy === undefined ? [] : [{ do: 'delete', key: keyedBy } as const]),
  ];
  const { outcome } = await commit(context, context.tables.broadcasts, tenant, changes, wid);
  if (outcome === 'lost') return false;
  context.log('info', 'broadcast-forgotten', { broadcast: id });
  return true;
}

/** An end is not carried through, or not told yet. */
async function hasWork(context: Context, broadcast: StoredBroadcast): Promise<boolean> {
  const { broadcasts } = context.tables;
  const { tenant, id, webhook } = broadcast;
  if (await readPatiently(context, broadcasts, tenant, activeRow(broadcast))) return true;
  if (webhook === undefined) return false;
  const { rows } = await rangePatiently(context, broadcasts, tenant, { ...tellingRange(id), columns: ['nextAt'] });
  return rows.some(({ values }) => values['nextAt'] !== undefined);
}
