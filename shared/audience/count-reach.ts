import type { Context } from '../context.ts';
import { rangePatiently } from '../storage/commit.ts';
import { rowsPatiently } from '../storage/rows.ts';
import type { Row } from '../storage/table.ts';
import { type Conversation, decodeConversation, teamKey, userKey } from './conversation.ts';
import { expectedUsers } from './expected-recipients.ts';
import { type Counting, countRow, kindOf, reachColumns } from './reach-tally.ts';

/** How far a count has come. */
export interface ReachProgress {
  /** Into how many stretches the ids of people are divided: 16, or 256. */
  readonly parts: number;
  /** The first stretch that is not counted yet. */
  readonly next: number;
}

/** A page of the table service. */
const PAGE = 1_000;
/** So many stretches are read at the same time. */
const AT_ONCE = 4;
/** Of more people than this the ids are divided finely: a stretch is a few pages, so that a count can stop soon. */
const MANY = 200_000;

/**
 * Counts who is on record in a tenant. Most tenants are on one page; of others the keys are divided into stretches, a few
 * of which are read at a time. Whole stretches are counted, so a count that has not come to the end can go on.
 * @param counting what was counted before; is counted on
 * @param from where that count has stopped; absent: nothing was counted
 * @param now the instant the count is for, ms since 1970
 * @param budget no further stretch begins after so long, ms; some always do
 * @returns where it goes on; nothing when all is counted
 * @throws {StorageUnavailable}
 */
export async function countReach(
  context: Context,
  tenant: string,
  counting: Counting,
  from: ReachProgress | undefined,
  now: number,
  budget: number,
): Promise<ReachProgress | undefined> {
  const { clock, tables } = context;
  const end = clock.monotonic() + budget;
  if (!from) {
    const first = await rangePatiently(context, tables.conversations, tenant, { limit: PAGE, columns: reachColumns });
    if (!first.more) {
      await countPage(context, tenant, counting, first.rows, now);
      return undefined;
    }
  }
  const parts = from?.parts ?? ((await expectedUsers(context, tenant)) > MANY ? 256 : 16);
  const bounds = boundsOf(parts);
  let next = from?.next ?? 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    do {
      const [begin, before] = [bounds[next], bounds[next + 1]];
      if (begin === undefined || before === undefined) return;
      next++;
      await countStretch(context, tenant, counting, { from: begin, before }, now);
    } while (!failed && clock.monotonic() < end);
  };
  const stop = (error: unknown) => {
    failed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => worker().catch(stop)));
  return next < bounds.length - 1 ? { parts, next } : undefined;
}

/** The keys between which the stretches lie, in order: channels, chats, teams, and the ids of people by their first digits. */
function boundsOf(parts: number): readonly string[] {
  const digits = parts === 16 ? 1 : 2;
  const people = Array.from({ length: parts }, (_, i) => userKey(i === 0 ? '' : i.toString(16).padStart(digits, '0')));
  return ['', 'g|', 't|', ...people, '~'];
}

async function countStretch(
  context: Context,
  tenant: string,
  counting: Counting,
  stretch: { readonly from: string; readonly before: string },
  now: number,
): Promise<void> {
  for (let after: string | undefined; ; ) {
    const range = { ...stretch, limit: PAGE, columns: reachColumns, ...(after !== undefined && { after }) };
    const page = await rangePatiently(context, context.tables.conversations, tenant, range);
    await countPage(context, tenant, counting, page.rows, now);
    after = page.rows.at(-1)?.key;
    if (!page.more || after === undefined) return;
  }
}

async function countPage(
  context: Context,
  tenant: string,
  counting: Counting,
  rows: readonly Row[],
  now: number,
): Promise<void> {
  const teams = await teamsOf(context, tenant, rows);
  for (const row of rows) countRow(counting, row, teams.get(teamOf(row.key) ?? ''), now);
}

/** The teams of the channels on a page: they lie as close together as the channels do. */
async function teamsOf(
  context: Context,
  tenant: string,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, Conversation>> {
  // Sorted anew: "A|" comes behind "AB|", and "A" before "AB".
  const keys = rows.flatMap(({ key }) => teamOf(key) ?? []).toSorted();
  const teams = new Map<string, Conversation>();
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return teams;
  const range = { from: first, before: `${last} `, columns: reachColumns };
  for await (const { key, values } of rowsPatiently(context, context.tables.conversations, tenant, range)) {
    teams.set(key, decodeConversation(values));
  }
  return teams;
}

/** The key of the team of a channel, by the channel's own; nothing for what is no channel. */
function teamOf(key: string): string | undefined {
  return kindOf(key) === 'channels' ? teamKey(key.slice(2, key.indexOf('|', 2))) : undefined;
}
