import { decodeConversation, facts, userKey } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import { namesAnybody, namingOf, readAudience } from '../person/named-in.ts';
import { placeIn } from '../person/shard-of.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { broadcastRange } from '../records/broadcast-keys.ts';
import { decodeBroadcast } from '../records/broadcast-row.ts';
import { rangePatiently, readPatiently } from '../storage/commit.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import type { Row } from '../storage/table.ts';
import { stateView } from './deliveries.ts';
import { refusedNaming } from './refused.ts';
import type { BroadcastName, PersonRecord } from './views/person-data.ts';

/** So many broadcasts are looked into at the same time, each by three requests. */
const AT_ONCE = 5;
const PAGE = 100;

/**
 * All that is kept of somebody: their conversation, then what names them of each broadcast, the newest first, tests among
 * them. Read as it is taken.
 * @param tenant nothing when no tenant was ever heard from
 * @param id in lower case
 */
export async function* personRecords(
  context: Context,
  tenant: string | undefined,
  id: string,
): AsyncGenerator<PersonRecord, void, void> {
  if (tenant === undefined) return;
  const { conversations, broadcasts } = context.tables;
  const row = await readPatiently(context, conversations, tenant, userKey(id));
  if (row) yield conversationRecord(tenant, id, row);
  for await (const { view } of refusedNaming(context, tenant, id)) {
    yield { kind: 'refused', id: view.id, refusedAt: view.refusedAt };
  }
  for (let after: string | undefined; ; ) {
    const range = { ...broadcastRange({}), ...(after !== undefined && { after }), limit: PAGE };
    const page = await rangePatiently(context, broadcasts, tenant, range);
    for (let i = 0; i < page.rows.length; i += AT_ONCE) {
      const part = page.rows.slice(i, i + AT_ONCE);
      for (const records of await Promise.all(part.map((one) => recordsIn(context, tenant, id, one)))) yield* records;
    }
    after = page.rows.at(-1)?.key;
    if (!page.more || after === undefined) return;
  }
}

function conversationRecord(tenant: string, id: string, { values }: Row): PersonRecord {
  const conversation = decodeConversation(values);
  const { state, stateAt, at } = conversation;
  const known = facts.flatMap((fact) => (conversation[fact] === undefined ? [] : [[fact, conversation[fact]]]));
  const iso = (ms: number) => (ms === 0 ? null : new Date(ms).toISOString());
  return {
    kind: 'conversation',
    id,
    tenant,
    state,
    stateAt: iso(stateAt),
    heardAt: iso(at),
    facts: Object.fromEntries(known),
  };
}

/** One broadcast that can't be read takes the others not along, and is not passed over in silence. */
async function recordsIn(context: Context, tenant: string, id: string, row: Row): Promise<readonly PersonRecord[]> {
  try {
    const broadcast = decodeBroadcast(row, tenant);
    const { summary, createdAt, test = false } = broadcast;
    const name = { id: broadcast.id, summary, createdAt: new Date(createdAt).toISOString(), test };
    const [delivery, named] = await Promise.all([
      deliveryRecord(context, name, id),
      namedRecord(context, broadcast, name, id),
    ]);
    return [delivery, named, authorRecord(broadcast, name, id)].filter((record) => record !== undefined);
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    context.log('error', 'row-damaged', error.fields);
    return [{ kind: 'unreadable', row: row.key }];
  }
}

async function deliveryRecord(
  context: Context,
  broadcast: BroadcastName,
  id: string,
): Promise<PersonRecord | undefined> {
  const place = await placeIn(context, broadcast.id, id);
  if (!place) return undefined;
  const delivery = place.shard.deliveries[place.position]!;
  const conversation = delivery.conversation ?? place.recipients[place.position]!.conversation ?? null;
  return { kind: 'delivery', broadcast, conversation, activity: delivery.activity ?? null, ...stateView(delivery) };
}

async function namedRecord(
  context: Context,
  broadcast: Broadcast,
  name: BroadcastName,
  id: string,
): Promise<PersonRecord | undefined> {
  const stored = namesAnybody(broadcast) ? await readAudience(context, broadcast) : undefined;
  const lists = stored ? namingOf(stored.audience, id) : [];
  return lists.length === 0 ? undefined : { kind: 'named', broadcast: name, in: lists };
}

/** An object id is nobody else's: a caller whose id has it in it is this person. */
function authorRecord({ release }: Broadcast, broadcast: BroadcastName, id: string): PersonRecord | undefined {
  const isThem = (caller: string | undefined) => caller?.toLowerCase().includes(id) === true;
  const as = [
    ...(isThem(release?.author) ? (['created'] as const) : []),
    ...(isThem(release?.editor?.id) ? (['edited'] as const) : []),
    ...(isThem(release?.done?.byId) ? (['released'] as const) : []),
  ];
  return as.length === 0 ? undefined : { kind: 'author', broadcast, as };
}
