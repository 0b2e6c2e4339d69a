import { storedMessage } from '../broadcast/message.ts';
import type { Context } from '../context.ts';
import type { Demand } from '../pace/lanes.ts';
import { type Broadcast, broadcastRow, decodeBody, decodeBroadcast, messageRow } from '../records/broadcast-row.ts';
import { Timetable } from '../schedule/timetable.ts';
import type { OnUncertain } from '../shard/wave.ts';
import { readPatiently } from '../storage/commit.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import { toActivity } from '../teams/activity.ts';
import type { OutgoingActivity } from '../teams/teams.ts';

/** What a sender needs of a broadcast. It never changes, so a process reads it once. */
export interface Sendable {
  readonly activity: OutgoingActivity;
  readonly onUncertain: OnUncertain;
  readonly timetable: Timetable;
  /** What it may have of the tenant's pace, and when. */
  readonly demand: Demand;
}

/** So many broadcasts are remembered by a process; a message is up to 100 KB. */
const REMEMBERED = 32;
const remembered = new WeakMap<Context, Map<string, Promise<Sendable>>>();

/** A tenant has no such broadcast: the job that names it is none of ours. */
export class UnknownBroadcast extends Error {
  override readonly name = 'UnknownBroadcast';
}

/**
 * @throws {UnknownBroadcast}
 * @throws {DamagedRow}
 */
export function sendableOf(context: Context, tenant: string, broadcast: string): Promise<Sendable> {
  const known = remembered.get(context) ?? new Map<string, Promise<Sendable>>();
  remembered.set(context, known);
  const key = `${tenant} ${broadcast}`;
  const found = known.get(key) ?? load(context, tenant, broadcast);
  known.delete(key);
  known.set(key, found);
  found.catch(() => known.delete(key));
  const oldest = known.keys().next().value;
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  return found;
}

async function load(context: Context, tenant: string, id: string): Promise<Sendable> {
  const { broadcasts } = context.tables;
  const [row, body] = await Promise.all([
    readPatiently(context, broadcasts, tenant, broadcastRow(id)),
    readPatiently(context, broadcasts, tenant, messageRow(id)),
  ]);
  if (!row) throw new UnknownBroadcast(`Tenant ${tenant} has no broadcast ${id}.`);
  if (!body) throw new DamagedRow({ table: 'Broadcasts', partition: tenant, row: messageRow(id) }, 'p0');
  const decoded = decodeBroadcast(row, tenant);
  const timetable = new Timetable(decoded, context.timing.claimLife);
  const activity = toActivity(decodeBody(body, tenant, storedMessage));
  return { activity, onUncertain: decoded.onUncertain, timetable, demand: demandOf(decoded, context.rate) };
}

/** A rate of its own that is the tenant's is none. */
function demandOf({ id, priority, maxRate }: Broadcast, rate: number): Demand {
  const isLimited = maxRate !== undefined && maxRate < rate;
  return { urgent: priority === 'urgent', ...(isLimited && { limited: { broadcast: id, maxRate } }) };
}
