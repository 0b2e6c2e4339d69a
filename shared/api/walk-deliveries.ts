import type { Context } from '../context.ts';
import { shardRows } from '../lifecycle/chain.ts';
import { codesIn } from '../lifecycle/count-reasons.ts';
import { type CodeCounts, reasonColumns } from '../shard/code-counts.ts';
import type { Delivery, DeliveryState } from '../shard/delivery.ts';
import type { StoredShard } from '../shard/shard.ts';
import { allShards, shardRow } from '../shard/shard-keys.ts';
import { decodeProgress, type ShardProgress } from '../shard/shard-progress.ts';
import { decodeShard } from '../shard/shard-row.ts';
import { readRecipients, readShard } from '../shard/shard-store.ts';
import { cancelPending, type UnsentReason } from '../shard/wave.ts';
import { rangePatiently } from '../storage/commit.ts';

/** Which deliveries of a broadcast. What is left out does not matter. */
export interface DeliveryFilter {
  /** One of these. */
  readonly states?: readonly DeliveryState[];
  /** The code of the reason. */
  readonly code?: string;
  /** What the recipient's id begins with, in lower case. */
  readonly prefix?: string;
}

/** A delivery, and whose it is. */
export interface Found {
  /** Empty where their data was deleted. */
  readonly id: string;
  readonly delivery: Delivery;
}

export interface Walk extends DeliveryFilter {
  /** Only ids after this one, and whoever was deleted behind it. */
  readonly after: string;
  /** Why nothing of the broadcast can be sent any more: who is pending is shown as what the sweep will make of them. */
  readonly closed: UnsentReason | undefined;
  /** So many shards are read at the same time, and no more than that ahead of who asks. */
  readonly ahead: number;
}

/** Behind every id that begins with a prefix, in the order of the keys. */
const LAST = '\x7f';
/** A page of projected shards where most of them are wanted, and where few may be. */
const NEAR = 20;
const FAR = 1_000;

/**
 * Walks through the deliveries of a broadcast in the order of the recipients' ids, a few shards at a time: as many as
 * are read at once are in memory, however many there are.
 * @throws {DamagedRow} rather than leave anybody out
 */
export async function* walkDeliveries(
  context: Context,
  broadcast: string,
  walk: Walk,
): AsyncGenerator<readonly Found[], void, void> {
  let keys: string[] = [];
  const read = () => Promise.all(keys.map((key) => foundIn(context, broadcast, key, walk)));
  for await (const key of keysOf(context, broadcast, walk)) {
    keys.push(key);
    if (keys.length < walk.ahead) continue;
    yield* await read();
    keys = [];
  }
  yield* await read();
}

/** The shards that may hold anybody who is wanted. */
async function* keysOf(context: Context, broadcast: string, walk: Walk): AsyncGenerator<string, void, void> {
  const { states, code, prefix = '', after } = walk;
  // The shard whose key is the prefix itself holds whom it names; in the one of `after` somebody deleted may come behind it.
  const least = prefix > after ? prefix : after;
  const begin = least === '' ? '' : beforeAll(least);
  const limit = () => (states || code !== undefined ? FAR : NEAR);
  for await (const row of shardRows(context, broadcast, begin, limit, reasonColumns)) {
    const progress = decodeProgress(row, broadcast);
    if (mayHold(progress, () => codesIn(context, row, broadcast), walk)) yield progress.key;
    if (progress.key >= `${prefix}${LAST}` && prefix !== '') return;
  }
}

/** A text before a prefix and everything that begins with it, and behind all that comes before them. */
function beforeAll(prefix: string): string {
  return `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) - 1)}${LAST}`;
}

function mayHold(
  { counts }: ShardProgress,
  codes: () => CodeCounts | undefined,
  { states, code, closed }: Walk,
): boolean {
  if (closed && counts.pending > 0) return true;
  if (states?.every((state) => counts[state] === 0)) return false;
  if (code === undefined) return true;
  const written = codes();
  return !written || Object.values(written).some((ofState) => Object.hasOwn(ofState, code));
}

async function foundIn(context: Context, broadcast: string, key: string, walk: Walk): Promise<readonly Found[]> {
  const shard = await readShard(context, { broadcast, key });
  if (!shard) return [];
  const ids = await idsOf(context, broadcast, shard);
  const { states, code, prefix = '', after, closed } = walk;
  const begin = ids.findLastIndex((id) => id !== '' && id <= after) + 1;
  return shownDeliveries(shard, closed)
    .map((delivery, i) => ({ id: ids[i]!, delivery }))
    .slice(begin)
    .filter(
      ({ id, delivery }) =>
        id.startsWith(prefix) &&
        (!states || states.includes(delivery.state)) &&
        (code === undefined || delivery.code === code),
    );
}

/**
 * How one recipient stands: "which shard holds this id?" is one query, for a shard's key is its last recipient's.
 * @returns nothing when the broadcast has no such recipient
 * @throws {DamagedRow}
 */
export async function deliveryOf(
  context: Context,
  broadcast: string,
  id: string,
  closed: UnsentReason | undefined,
): Promise<Delivery | undefined> {
  const range = { from: shardRow(id), before: allShards.before, limit: 1 };
  const { rows } = await rangePatiently(context, context.tables.deliveries, broadcast, range);
  const [row] = rows;
  if (!row) return undefined;
  const shard = decodeShard(row, broadcast);
  const position = (await idsOf(context, broadcast, shard)).indexOf(id);
  return shownDeliveries(shard, closed)[position];
}

async function idsOf(
  context: Context,
  broadcast: string,
  { key, deliveries }: StoredShard,
): Promise<readonly string[]> {
  return (await readRecipients(context, { broadcast, key }, deliveries.length)).map((recipient) => recipient.id);
}

function shownDeliveries(shard: StoredShard, closed: UnsentReason | undefined): readonly Delivery[] {
  return closed ? cancelPending(shard, shard.writtenAt, closed).deliveries : shard.deliveries;
}
