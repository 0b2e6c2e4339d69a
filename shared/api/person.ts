import { type Conversation, decodeConversation, userKey } from '../audience/conversation.ts';
import { decodeKnown } from '../audience/known-users.ts';
import { isReachable } from '../audience/reachable.ts';
import type { Context } from '../context.ts';
import { encodeCursor } from '../input/cursor.ts';
import { closedAs } from '../lifecycle/reading.ts';
import { broadcastRange } from '../records/broadcast-keys.ts';
import { decodeBroadcast } from '../records/broadcast-row.ts';
import { isClosing } from '../records/broadcast-standing.ts';
import { type Reason, reasonOf } from '../shard/reasons.ts';
import { rangePatiently, readPatiently } from '../storage/commit.ts';
import { DamagedRow, unlessDamaged } from '../storage/damaged-row.ts';
import type { Row } from '../storage/table.ts';
import { broadcastAfter } from './broadcast-after.ts';
import { stateView } from './deliveries.ts';
import type { PersonDeliveryView, PersonView } from './views/person.ts';
import { deliveryOf } from './walk-deliveries.ts';

const CURSOR = 'person';
/** So many broadcasts are looked into at the same time, each by two requests. */
const AT_ONCE = 5;

/** Which of the tenant's broadcasts are looked through, from the newest or the cursor on. */
export interface PersonQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * Whether somebody can be reached, why not, and what they got of the newest broadcasts: what a help desk asks for. An id
 * nobody knows is an answer as well.
 * @param tenant nothing when no tenant was ever heard from
 * @param id in lower case
 * @throws {Problem} `invalid-cursor`
 */
export async function readPerson(
  context: Context,
  tenant: string | undefined,
  id: string,
  query: PersonQuery,
): Promise<PersonView> {
  const after = broadcastAfter(CURSOR, query.cursor);
  if (tenant === undefined) return personView(id, null, undefined, noDeliveries);
  const [conversation, deliveries] = await Promise.all([
    readConversation(context, tenant, id),
    readDeliveries(context, tenant, id, after, query.limit),
  ]);
  return personView(id, tenant, conversation, deliveries);
}

const noDeliveries = { items: [], next: null, broadcasts: 0, unreadable: 0 };

function personView(
  id: string,
  tenant: string | null,
  conversation: Conversation | undefined,
  deliveries: PersonView['deliveries'],
): PersonView {
  const reason = whyNot(conversation);
  return {
    id,
    tenant,
    reachable: reason === null,
    reason,
    conversation: conversation
      ? { state: conversation.state, since: iso(conversation.stateAt), heardAt: iso(conversation.at) }
      : null,
    locale: conversation?.locale ?? null,
    timeZone: conversation?.timeZone ?? null,
    deliveries,
  };
}

function whyNot(conversation: Conversation | undefined): Reason | null {
  if (!conversation) return reasonOf('not-on-record');
  if (isReachable(conversation)) return null;
  return reasonOf(conversation.state === 'blocked' ? 'blocked-by-user' : 'app-uninstalled');
}

/** A damaged row is read as planning reads it: they are there, and their chat is created anew. */
async function readConversation(context: Context, tenant: string, id: string): Promise<Conversation | undefined> {
  const row = await readPatiently(context, context.tables.conversations, tenant, userKey(id));
  if (!row) return undefined;
  unlessDamaged(
    () => decodeKnown(row, tenant),
    (damage) => context.log('warn', 'row-damaged', damage.fields),
  );
  return decodeConversation(row.values);
}

async function readDeliveries(
  context: Context,
  tenant: string,
  id: string,
  after: string | undefined,
  limit: number,
): Promise<PersonView['deliveries']> {
  const range = { ...broadcastRange({}), ...(after !== undefined && { after }), limit };
  const { rows, more } = await rangePatiently(context, context.tables.broadcasts, tenant, range);
  const items: PersonDeliveryView[] = [];
  let unreadable = 0;
  for (let i = 0; i < rows.length; i += AT_ONCE) {
    const part = rows.slice(i, i + AT_ONCE);
    for (const found of await Promise.all(part.map((row) => deliveryIn(context, tenant, id, row)))) {
      if (found === 'unreadable') unreadable++;
      else if (found) items.push(found);
    }
  }
  const last = rows.at(-1);
  return { items, next: more && last ? encodeCursor(CURSOR, [last.key]) : null, broadcasts: rows.length, unreadable };
}

/** One broadcast that can't be read takes the others not along. */
async function deliveryIn(
  context: Context,
  tenant: string,
  id: string,
  row: Row,
): Promise<PersonDeliveryView | 'unreadable' | undefined> {
  try {
    const broadcast = decodeBroadcast(row, tenant);
    // What somebody tried out is no news to the one it was tried on.
    if (broadcast.test) return undefined;
    const { summary, createdAt, endedAt } = broadcast;
    const sweeping = isClosing(broadcast) && endedAt === undefined;
    const closed = sweeping ? (await closedAs(context, tenant, broadcast.id))?.closed : undefined;
    const delivery = await deliveryOf(context, broadcast.id, id, closed);
    if (!delivery) return undefined;
    return {
      broadcast: { id: broadcast.id, summary, createdAt: new Date(createdAt).toISOString() },
      ...stateView(delivery),
    };
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    context.log('error', 'row-damaged', error.fields);
    return 'unreadable';
  }
}

/** 0 is when nobody said. */
const iso = (ms: number): string | null => (ms === 0 ? null : new Date(ms).toISOString());
