import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { isClean } from '../input/characters.ts';
import { decodeCursor, encodeCursor } from '../input/cursor.ts';
import type { Delivery } from '../shard/delivery.ts';
import { reasonOf } from '../shard/reasons.ts';
import { isNobody } from '../shard/recipients.ts';
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
 * Lists how recipients stand, in the order of their ids. The cursor is the last id listed, and how many whose data was
 * deleted have been listed since; so a state that changes between two pages makes nobody appear twice or not at all.
 * @throws {Problem} `invalid-cursor`
 * @throws {DamagedRow} rather than leave anybody out
 */
export async function listDeliveries(
  context: Context,
  broadcast: string,
  { limit, cursor, closed, ...filter }: DeliveriesQuery,
): Promise<PageOf<DeliveryView>> {
  const [after, passed] = cursor === undefined ? ['', 0] : placeOf(cursor);
  const ahead = Math.min(AT_ONCE, Math.ceil(limit / SHARD_SIZE));
  const items: DeliveryView[] = [];
  let last = after;
  let nobodies = 0;
  for await (const found of walkDeliveries(context, broadcast, { ...filter, after, closed, ahead })) {
    for (const one of found) {
      const wasListed = isNobody(one) && last === after && nobodies < passed;
      if (items.length === limit && !wasListed) {
        return { items, next: encodeCursor(CURSOR, nobodies === 0 ? [last] : [last, String(nobodies)]) };
      }
      [last, nobodies] = isNobody(one) ? [last, nobodies + 1] : [one.id, 0];
      if (!wasListed) items.push(viewOf(one));
    }
  }
  return { items, next: null };
}

/** Longer than any recipient's id, UTF-16 code units. */
const LONGEST_ID = 512;

function placeOf(cursor: string): [after: string, nobodies: number] {
  const [after = '', nobodies = '0', ...others] = decodeCursor(CURSOR, cursor);
  const isPlace = after.length <= LONGEST_ID && isClean(after) && /^\d{1,9}$/.test(nobodies) && others.length === 0;
  if (!isPlace) throw new Problem('invalid-cursor');
  return [after, Number(nobodies)];
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
  const recipient = isNobody({ id }) ? ({ type: 'deleted', id: 'deleted' } as const) : ({ type: 'user', id } as const);
  return { recipient, ...stateView(delivery) };
}

/** How somebody stands, without whose delivery it is. */
export function stateView({ state, attempts, at, code, version = 1 }: Delivery): Omit<DeliveryView, 'recipient'> {
  const reason = code === undefined ? null : reasonOf(code);
  return { state, attempts, at: new Date(at).toISOString(), reason, version: attempts === 0 ? null : version };
}
