import { type Context, freshId } from '../context.ts';
import { commit, readPatiently, WID } from '../storage/commit.ts';
import type { Change } from '../storage/table.ts';
import type { Broadcast, StoredBroadcast } from './broadcast.ts';
import { activeRow, broadcastRow } from './broadcast-keys.ts';
import { decodeBroadcast, encodeBroadcast } from './broadcast-row.ts';
import { decodePlan, encodePlan, newPlan, PLAN_ROW, type Plan, type StoredPlan } from './plan-row.ts';

export async function readBroadcast(
  context: Context,
  tenant: string,
  id: string,
): Promise<StoredBroadcast | undefined> {
  const row = await readPatiently(context, context.tables.broadcasts, tenant, broadcastRow(id));
  return row && decodeBroadcast(row, tenant);
}

/** A change that marks a broadcast as having work, since then (service clock, ms): whoever looks finds it. */
export function activeChange(broadcast: Broadcast, at: number): Change {
  return { do: 'put', key: activeRow(broadcast), values: { v: 1, at } };
}

/** A change of a broadcast's row: one new, or one that must still be as it was read. */
export function broadcastChange(broadcast: Broadcast, wid: string, etag?: string): Change {
  const { etag: _, ...plain } = broadcast as StoredBroadcast;
  const values = { ...encodeBroadcast(plain), [WID]: wid };
  const key = broadcastRow(broadcast.id);
  return etag === undefined ? { do: 'insert', key, values } : { do: 'replace', key, values, etag };
}

/**
 * Changes a broadcast under its ETag, computed anew from what was read as often as somebody else is faster.
 * @param change the new broadcast, or nothing when there is nothing to change
 * @returns the broadcast as it stands then; nothing when there is none
 * @throws {StorageUnavailable}
 */
export async function changeBroadcast(
  context: Context,
  tenant: string,
  id: string,
  change: (broadcast: StoredBroadcast) => Broadcast | undefined,
): Promise<StoredBroadcast | undefined> {
  for (;;) {
    const read = await readBroadcast(context, tenant, id);
    const next = read && change(read);
    if (!next) return read;
    const wid = freshId(context);
    const result = await commit(
      context,
      context.tables.broadcasts,
      tenant,
      [broadcastChange(next, wid, read.etag)],
      wid,
    );
    if (result.outcome === 'mine') return { ...next, etag: result.etags[0]! };
  }
}

export async function readPlan(context: Context, broadcast: string): Promise<StoredPlan | undefined> {
  const row = await readPatiently(context, context.tables.deliveries, broadcast, PLAN_ROW);
  return row && decodePlan(row, broadcast);
}

/** A change of a plan row, as {@link broadcastChange}. */
export function planChange(plan: Plan, wid: string, etag?: string): Change {
  const { etag: _, writtenAt: __, ...plain } = plan as StoredPlan;
  const values = { ...encodePlan(plain), [WID]: wid };
  return etag === undefined ? { do: 'insert', key: PLAN_ROW, values } : { do: 'replace', key: PLAN_ROW, values, etag };
}

/**
 * Changes a plan under its ETag, as {@link changeBroadcast}; one that is missing is made.
 * @param change the new plan, or nothing when there is nothing to change; told whether there is one
 * @returns the plan as it stands then
 */
export async function changePlan(
  context: Context,
  tenant: string,
  broadcast: string,
  change: (plan: Plan, isThere: boolean) => Plan | undefined,
): Promise<Plan> {
  for (;;) {
    const read = await readPlan(context, broadcast);
    const plan = read ?? newPlan(tenant);
    const next = change(plan, read !== undefined);
    if (!next) return plan;
    const wid = freshId(context);
    const changes = [planChange(next, wid, read?.etag)] as const;
    const result = await commit(context, context.tables.deliveries, broadcast, changes, wid);
    if (result.outcome === 'mine') return next;
  }
}
