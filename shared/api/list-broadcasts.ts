import type { Context } from '../context.ts';
import { encodeCursor } from '../input/cursor.ts';
import { endStatuses, type StoredBroadcast } from '../records/broadcast.ts';
import { broadcastRange } from '../records/broadcast-keys.ts';
import { decodeBroadcast } from '../records/broadcast-row.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { rowsPatiently } from '../storage/rows.ts';
import type { Row } from '../storage/table.ts';
import { broadcastAfter } from './broadcast-after.ts';
import { pollListAfter } from './poll-after.ts';
import type { BroadcastFilter } from './service.ts';
import type { BroadcastsPage, BroadcastView } from './views/broadcast.ts';
import type { BroadcastStatus } from './views/status.ts';

/** So many rows are looked at in one call at most: a filter that fits next to none is asked again with the cursor. */
export const LOOKED_AT = 1_000;
const CURSOR = 'broadcasts';

/** What a list is of. */
export interface BroadcastsQuery extends BroadcastFilter {
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * Lists broadcasts, the newest first. A page may hold fewer than its limit, or none, and yet have a next one: those that
 * fit may be far apart.
 * @param tenant nothing when no tenant was ever heard from
 * @param viewOf how one is shown; nothing when it can't be
 * @throws {Problem} `invalid-cursor`
 */
export async function listBroadcasts(
  context: Context,
  tenant: string | undefined,
  { limit, cursor, ...filter }: BroadcastsQuery,
  viewOf: (broadcast: StoredBroadcast) => Promise<BroadcastView | undefined>,
): Promise<BroadcastsPage> {
  const after = broadcastAfter(CURSOR, cursor);
  const pageSize = isFiltered(filter) ? LOOKED_AT : Math.min(LOOKED_AT, limit + 1);
  const items: BroadcastView[] = [];
  let batch: StoredBroadcast[] = [];
  const show = async () => {
    const shown = await Promise.all(batch.map(viewOf));
    batch = [];
    // It may have ended since its row was read, and no longer be what was asked for.
    items.push(...shown.filter((view) => view !== undefined).filter(({ status }) => hasStatus(filter, status)));
  };
  const pageOf = (last?: string): BroadcastsPage => ({
    items,
    next: last === undefined ? null : encodeCursor(CURSOR, [last]),
    pollAfterMs: pollListAfter(items),
  });
  if (tenant === undefined) return pageOf();
  let looked = 0;
  let last = '';
  const range = { ...broadcastRange(filter), ...(after !== undefined && { after }), limit: pageSize };
  for await (const row of rowsPatiently(context, context.tables.broadcasts, tenant, range)) {
    if (items.length === limit || looked === LOOKED_AT) return pageOf(last);
    looked++;
    last = row.key;
    const broadcast = broadcastIn(context, row, tenant);
    if (broadcast && mayFit(broadcast, filter)) batch.push(broadcast);
    if (items.length + batch.length === limit || looked === LOOKED_AT) await show();
  }
  await show();
  return pageOf();
}

/** One of many: the others are shown though it can't be. */
function broadcastIn(context: Context, row: Row, tenant: string): StoredBroadcast | undefined {
  return unlessDamaged(
    () => decodeBroadcast(row, tenant),
    (damage) => context.log('error', 'broadcast-not-shown', { ...damage.fields, error: damage.message }),
  );
}

function isFiltered({ statuses, createdBy, test }: BroadcastFilter): boolean {
  return statuses !== undefined || createdBy !== undefined || test === true;
}

/** By its row alone, which tells the status of an ended one, and of any other only that it has not ended. */
function mayFit({ createdBy, end, test }: StoredBroadcast, filter: BroadcastFilter): boolean {
  if ((test === true) !== (filter.test === true)) return false;
  if (filter.createdBy !== undefined && createdBy !== filter.createdBy) return false;
  if (end) return hasStatus(filter, end.status);
  return !filter.statuses || filter.statuses.some((status) => !endStatuses.some((one) => one === status));
}

function hasStatus({ statuses }: BroadcastFilter, status: BroadcastStatus): boolean {
  return !statuses || statuses.includes(status);
}
