import type { Context } from '../context.ts';
import { Columns } from '../storage/columns.ts';
import { rangePatiently, readPatiently } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import type { Row } from '../storage/table.ts';
import { type ConversationState, USERS, userKey } from './conversation.ts';

/** What planning needs of a user on record. */
export interface Known {
  readonly state: ConversationState;
  readonly conversation?: string;
  /** As an activity had it: not checked. */
  readonly timeZone?: string;
}

/** Only these columns travel: a tenant's users are read by the thousand. */
const columns = ['state', 'conversation', 'timeZone'];
/** So many named users are read one by one, so many of them at the same time. */
const FEW = 100;
const AT_ONCE = 16;
/** A page of the table service. */
const PAGE = 1_000;
/**
 * Users on record, in the order of their ids.
 * @param after only ids after this one
 * @param limit at least this many, if there are
 */
export async function knownFrom(
  context: Context,
  tenant: string,
  after: string | undefined,
  limit: number,
): Promise<{ known: ReadonlyMap<string, Known>; more: boolean }> {
  const known = new Map<string, Known>();
  for (let last = userKey(after ?? ''); ; ) {
    const range = { after: last, before: USERS.before, limit: Math.min(PAGE, limit), columns };
    const page = await rangePatiently(context, context.tables.conversations, tenant, range);
    for (const row of page.rows) known.set(idOf(row), knownOf(context, tenant, row));
    last = page.rows.at(-1)?.key ?? last;
    if (!page.more || page.rows.length === 0) return { known, more: false };
    if (known.size >= limit) return { known, more: true };
  }
}

/**
 * Those of the given users who are on record. Reads stretches of the table, each from the first id not found yet, so
 * that ids close to each other cost one request by the thousand, and distant ones one each at the most.
 * @param ids sorted
 */
export async function knownAmong(
  context: Context,
  tenant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Known>> {
  if (ids.length <= FEW) return await readEach(context, tenant, ids);
  const known = new Map<string, Known>();
  const wanted = new Set(ids);
  for (let i = 0; i < ids.length; ) {
    const range = { from: userKey(ids[i]!), before: `${userKey(ids.at(-1)!)} `, limit: PAGE, columns };
    const page = await rangePatiently(context, context.tables.conversations, tenant, range);
    for (const row of page.rows) if (wanted.has(idOf(row))) known.set(idOf(row), knownOf(context, tenant, row));
    const last = page.rows.at(-1);
    if (!page.more || !last) break;
    while (i < ids.length && ids[i]! <= idOf(last)) i++;
  }
  return known;
}

/** A few users of many would cost a page of others each: they are asked for by their keys, some at a time. */
async function readEach(context: Context, tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, Known>> {
  const known = new Map<string, Known>();
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const part = ids.slice(i, i + AT_ONCE);
    const { conversations } = context.tables;
    const rows = await Promise.all(
      part.map((id) => readPatiently(context, conversations, tenant, userKey(id), columns)),
    );
    for (const row of rows) if (row) known.set(idOf(row), knownOf(context, tenant, row));
  }
  return known;
}

const idOf = (row: Row): string => row.key.slice(USERS.from.length);

/**
 * A row that can't be read is still somebody: they are meant, and their chat is created anew by the id in the key.
 */
function knownOf(context: Context, tenant: string, row: Row): Known {
  const known = unlessDamaged(
    () => decodeKnown(row, tenant),
    (damage) => context.log('warn', 'row-damaged', damage.fields),
  );
  return known ?? { state: 'active' };
}

/** Reads what planning needs of a user's row. @throws {DamagedRow} */
export function decodeKnown(row: Row, tenant: string): Known {
  const c = new Columns({ table: 'Conversations', partition: tenant, row: row.key }, row.values);
  const state = c.oneOf('state', ['active', 'removed', 'blocked']);
  const conversation = c.has('conversation') ? c.text('conversation') : '';
  // A zone that is none hinders nobody: the organisation's holds.
  const timeZone = row.values['timeZone'];
  return {
    state,
    ...(conversation !== '' && { conversation }),
    ...(typeof timeZone === 'string' && { timeZone }),
  };
}
