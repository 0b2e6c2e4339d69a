import type { Message } from '../broadcast/message.ts';
import type { Context } from '../context.ts';
import { broadcastRow, decodeBody, decodeBroadcast, messageRow } from '../records/broadcast-row.ts';
import type { OnUncertain } from '../shard/wave.ts';
import { readPatiently } from '../storage/commit.ts';
import { toActivity } from '../teams/activity.ts';
import type { OutgoingActivity } from '../teams/teams.ts';

/** What a sender needs of a broadcast. It never changes, so a process reads it once. */
export interface Sendable {
  readonly activity: OutgoingActivity;
  readonly onUncertain: OnUncertain;
}

/** So many broadcasts are remembered by a process; a message is up to 100 KB. */
const REMEMBERED = 32;
const remembered = new WeakMap<Context, Map<string, Promise<Sendable>>>();

export function sendableOf(context: Context, tenant: string, broadcast: string): Promise<Sendable> {
  const known = remembered.get(context) ?? new Map<string, Promise<Sendable>>();
  remembered.set(context, known);
  const found = known.get(broadcast) ?? load(context, tenant, broadcast);
  known.delete(broadcast);
  known.set(broadcast, found);
  found.catch(() => known.delete(broadcast));
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
  if (!row || !body) throw new Error(`Broadcast ${id} has shards but no ${row ? 'message' : 'row'}.`);
  return { activity: toActivity(decodeBody<Message>(body)), onUncertain: decodeBroadcast(row).onUncertain };
}
