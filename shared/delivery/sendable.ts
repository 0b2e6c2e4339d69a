import { storedMessage } from '../broadcast/message.ts';
import type { Context } from '../context.ts';
import type { Demand } from '../pace/lanes.ts';
import { decodeBody } from '../records/body-row.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { broadcastRow, messageRow } from '../records/broadcast-keys.ts';
import { decodeBroadcast } from '../records/broadcast-row.ts';
import { Timetable } from '../schedule/timetable.ts';
import type { OnUncertain } from '../shard/wave.ts';
import { readPatiently } from '../storage/commit.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import type { Row } from '../storage/table.ts';
import { toActivity } from '../teams/activity.ts';
import type { OutgoingActivity } from '../teams/teams.ts';

/** What a sender needs of a broadcast. Only its message ever changes, so a process reads it once for each version. */
export interface Sendable {
  readonly activity: OutgoingActivity;
  /** The version of the message. */
  readonly version: number;
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
 * @param version the newest one that was heard of: what is remembered of an older one will not do
 * @throws {UnknownBroadcast}
 * @throws {DamagedRow}
 */
export async function sendableOf(context: Context, tenant: string, broadcast: string, version = 1): Promise<Sendable> {
  const known = await remember(context, tenant, broadcast);
  if (known.version >= version) return known;
  remembered.get(context)?.delete(keyOf(tenant, broadcast));
  return await remember(context, tenant, broadcast);
}

const keyOf = (tenant: string, broadcast: string): string => `${tenant} ${broadcast}`;

function remember(context: Context, tenant: string, broadcast: string): Promise<Sendable> {
  const known = remembered.get(context) ?? new Map<string, Promise<Sendable>>();
  remembered.set(context, known);
  const key = keyOf(tenant, broadcast);
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
  const decoded = decodeBroadcast(row, tenant);
  const { version = 1, onUncertain } = decoded;
  const activity = await activityOf(context, tenant, id, version, version === 1 ? body : undefined);
  const timetable = new Timetable(decoded, context.timing.claimLife);
  return { activity, version, onUncertain, timetable, demand: demandOf(decoded, context.rate) };
}

/** A rate of its own that is the tenant's is none. */
function demandOf({ id, priority, maxRate }: Broadcast, rate: number): Demand {
  const isLimited = maxRate !== undefined && maxRate < rate;
  return { urgent: priority === 'urgent', ...(isLimited && { limited: { broadcast: id, maxRate } }) };
}

/**
 * A version of a message as it is posted.
 * @param read its row, where that has been read
 * @throws {DamagedRow} also when there is none
 */
export async function activityOf(
  context: Context,
  tenant: string,
  id: string,
  version: number,
  read?: Row,
): Promise<OutgoingActivity> {
  const key = messageRow(id, version);
  const row = read ?? (await readPatiently(context, context.tables.broadcasts, tenant, key));
  if (!row) throw new DamagedRow({ table: 'Broadcasts', partition: tenant, row: key }, 'p0');
  return toActivity(decodeBody(row, tenant, storedMessage));
}
