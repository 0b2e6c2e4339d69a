import type { Context } from '../context.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { Problem } from '../errors.ts';
import { shardRows } from '../lifecycle/chain.ts';
import { reasonOf } from '../shard/reasons.ts';
import {
  allShards,
  type Delivery,
  type DeliveryState,
  decodeProgress,
  decodeShard,
  type StoredShard,
  shardRow,
} from '../shard/shard.ts';
import { readRecipients, readShard } from '../shard/shard-store.ts';
import { cancelPending } from '../shard/wave.ts';
import { rangePatiently } from '../storage/commit.ts';
import type { DeliveryView, PageOf } from './service.ts';

/** Which recipients, from where on. */
export interface DeliveriesQuery {
  readonly state?: DeliveryState;
  readonly limit: number;
  readonly cursor?: string;
  /** Nothing of the broadcast can be sent any more: who is pending is shown as what the sweep will make of them. */
  readonly closed?: boolean;
}

const CURSOR = 'deliveries';

/**
 * Lists how recipients stand, in the order of their ids. The cursor is the last id listed, so a state that changes
 * between two pages makes nobody appear twice or not at all.
 * @throws {Problem} `invalid-cursor`
 * @throws {DamagedRow} rather than leave anybody out
 */
export async function listDeliveries(
  context: Context,
  broadcast: string,
  { state, limit, cursor, closed = false }: DeliveriesQuery,
): Promise<PageOf<DeliveryView>> {
  const after = cursor === undefined ? '' : (decodeCursor(CURSOR, cursor)[0] ?? '');
  const items: DeliveryView[] = [];
  for await (const shard of shardsWith(context, broadcast, state, after, closed)) {
    const ids = await idsOf(context, broadcast, shard);
    for (const [i, delivery] of shownDeliveries(shard, closed).entries()) {
      const id = ids[i]!;
      if (id <= after || (state !== undefined && delivery.state !== state)) continue;
      if (items.length === limit) return { items, next: encodeCursor(CURSOR, [items.at(-1)!.recipient.id]) };
      items.push(deliveryView(id, delivery));
    }
  }
  return { items, next: null };
}

/** The shards that hold anybody after an id, in this state if one is asked for. */
async function* shardsWith(
  context: Context,
  broadcast: string,
  state: DeliveryState | undefined,
  after: string,
  closed: boolean,
): AsyncGenerator<StoredShard, void, void> {
  const last = await firstShardFrom(context, broadcast, after);
  if (!last) return;
  yield last;
  for await (const row of shardRows(context, broadcast, last.key, () => (state ? 1_000 : 20))) {
    const { key, counts } = decodeProgress(row, broadcast);
    if (state !== undefined && counts[state] === 0 && !(closed && counts.pending > 0)) continue;
    const shard = await readShard(context, { broadcast, key });
    if (shard) yield shard;
  }
}

/** "Which shard holds this id?" is one query: a shard's key is its last recipient's. */
async function firstShardFrom(context: Context, broadcast: string, id: string): Promise<StoredShard | undefined> {
  const range = { from: shardRow(id), before: allShards.before, limit: 1 };
  const { rows } = await rangePatiently(context, context.tables.deliveries, broadcast, range);
  return rows[0] && decodeShard(rows[0], broadcast);
}

async function idsOf(
  context: Context,
  broadcast: string,
  { key, deliveries }: StoredShard,
): Promise<readonly string[]> {
  return (await readRecipients(context, { broadcast, key }, deliveries.length)).map((recipient) => recipient.id);
}

/**
 * How one recipient stands.
 * @throws {Problem} `delivery-not-found`
 */
export async function findDelivery(
  context: Context,
  broadcast: string,
  type: string,
  recipient: string,
  closed: boolean,
): Promise<DeliveryView> {
  const id = recipient.toLowerCase();
  const shard = type === 'user' ? await firstShardFrom(context, broadcast, id) : undefined;
  const position = shard ? (await idsOf(context, broadcast, shard)).indexOf(id) : -1;
  const delivery = shard && shownDeliveries(shard, closed)[position];
  if (!delivery) throw new Problem('delivery-not-found');
  return deliveryView(id, delivery);
}

function shownDeliveries(shard: StoredShard, closed: boolean): readonly Delivery[] {
  return closed ? cancelPending(shard, shard.writtenAt).deliveries : shard.deliveries;
}

function deliveryView(id: string, { state, attempts, at, code }: Delivery): DeliveryView {
  return {
    recipient: { type: 'user', id },
    state,
    attempts,
    at: new Date(at).toISOString(),
    reason: code === undefined ? null : reasonOf(code),
  };
}
