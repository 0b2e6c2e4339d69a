import type { Context } from '../context.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { Problem } from '../errors.ts';
import type { Delivery } from '../shard/delivery.ts';
import { reasonOf } from '../shard/reasons.ts';
import { SHARD_SIZE } from '../shard/shard.ts';
import type { UnsentReason } from '../shard/wave.ts';
import type { DeliveryView } from './views/delivery.ts';
import type { PageOf } from './views/page.ts';
import { type DeliveryFilter, deliveryOf, type Found, walkDeliveries } from './walk-deliveries.ts';

/** Which recipients, from where on. */
export interface DeliveriesQuery extends DeliveryFilter {
  readonly limit: number;
  readonly cursor?: string;
  /** Why nothing of the broadcast can be sent any more: who is pending is shown as what the sweep will make of them. */
  readonly closed?: UnsentReason | undefined;
}

const CURSOR = 'deliveries';
/** So many shards are read at the same time, each with its recipients: 16 requests. */
const AT_ONCE = 8;

/**
 * Lists how recipients stand, in the order of their ids. The cursor is the last id listed, so a state that changes
 * between two pages makes nobody appear twice or not at all.
 * @throws {Problem} `invalid-cursor`
 * @throws {DamagedRow} rather than leave anybody out
 */
export async function listDeliveries(
  context: Context,
  broadcast: string,
  { limit, cursor, closed, ...filter }: DeliveriesQuery,
): Promise<PageOf<DeliveryView>> {
  const after = cursor === undefined ? '' : (decodeCursor(CURSOR, cursor)[0] ?? '');
  const ahead = Math.min(AT_ONCE, Math.ceil(limit / SHARD_SIZE));
  const items: DeliveryView[] = [];
  for await (const found of walkDeliveries(context, broadcast, { ...filter, after, closed, ahead })) {
    for (const one of found) {
      if (items.length === limit) return { items, next: encodeCursor(CURSOR, [items.at(-1)!.recipient.id]) };
      items.push(viewOf(one));
    }
  }
  return { items, next: null };
}

/**
 * All deliveries that fit, for an export: in the order of the ids, a shard's at a time, read as they are taken.
 * @throws {DamagedRow} when it comes to one that can't be read
 */
export async function* eachDelivery(
  context: Context,
  broadcast: string,
  filter: DeliveryFilter,
  closed: UnsentReason | undefined,
): AsyncGenerator<readonly DeliveryView[], void, void> {
  for await (const found of walkDeliveries(context, broadcast, { ...filter, after: '', closed, ahead: AT_ONCE })) {
    if (found.length > 0) yield found.map(viewOf);
  }
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
  closed: UnsentReason | undefined,
): Promise<DeliveryView> {
  const id = recipient.toLowerCase();
  const delivery = type === 'user' ? await deliveryOf(context, broadcast, id, closed) : undefined;
  if (!delivery) throw new Problem('delivery-not-found');
  return viewOf({ id, delivery });
}

function viewOf({ id, delivery }: Found): DeliveryView {
  return { recipient: { type: 'user', id }, ...stateView(delivery) };
}

/** How somebody stands, without whose delivery it is. */
export function stateView({ state, attempts, at, code, version = 1 }: Delivery): Omit<DeliveryView, 'recipient'> {
  const reason = code === undefined ? null : reasonOf(code);
  return { state, attempts, at: new Date(at).toISOString(), reason, version: attempts === 0 ? null : version };
}
