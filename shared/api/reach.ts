import { countReach, type ReachProgress } from '../audience/count-reach.ts';
import {
  type ConversationKind,
  type Counting,
  conversationKinds,
  type KindTally,
  noReach,
  type ReachTally,
  reachStates,
} from '../audience/reach-tally.ts';
import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { decodeCursor, encodeCursor } from '../input/cursor.ts';
import { hasShape, isCount, isInstant } from '../storage/columns.ts';
import type { CostlyReadings } from './costly-readings.ts';
import type { ReachKindView, ReachView } from './views/reach.ts';

/** A request counts for so long, ms; callers give up after 100 s or so, and the Functions host after 230 s. */
const BUDGET = 30_000;
const CURSOR = 'reach';

/** A count that has not come to its end. */
interface Unfinished {
  /** When it began, ms since 1970: what it is for. */
  readonly now: number;
  readonly counting: Counting;
  readonly from?: ReachProgress;
}

/**
 * Who is on record in a tenant, and how many of them can be reached. It reads every row, so whoever asks soon after, or
 * meanwhile, is shown the same.
 * @param tenant nothing when no tenant was ever heard from
 * @param cursor of an answer that was not complete: counts on
 * @param budget ms; tests pass less
 * @throws {Problem} invalid-cursor: it is none, or of another tenant
 * @throws {StorageUnavailable}
 */
export async function readReach(
  context: Context,
  readings: CostlyReadings<ReachView>,
  tenant: string | undefined,
  cursor: string | undefined,
  budget = BUDGET,
): Promise<ReachView> {
  const begun = cursor === undefined ? { now: context.now(), counting: noReach() } : unfinishedIn(cursor, tenant);
  if (tenant === undefined) return viewOf(null, begun, undefined);
  return await readings.read(`${tenant} ${cursor ?? ''}`, async () => {
    const { now, counting, from } = begun;
    const left = await countReach(context, tenant, counting, from, now, budget);
    return viewOf(tenant, begun, left);
  });
}

function viewOf(tenant: string | null, { now, counting }: Unfinished, left: ReachProgress | undefined): ReachView {
  const { kinds, languages } = counting;
  const { people, teams, channels, chats } = kinds;
  return {
    tenant,
    asOf: new Date(now).toISOString(),
    complete: left === undefined,
    cursor: left ? cursorOf(tenant ?? '', now, counting, left) : null,
    people: kindView(people),
    teams: kindView(teams),
    channels: kindView(channels),
    chats: kindView(chats),
    languages: Object.entries(languages)
      .map(([language, count]) => ({ language, count }))
      .toSorted((a, b) => b.count - a.count || (a.language < b.language ? -1 : 1)),
  };
}

function kindView({ states, lastHour, lastDay, newest }: KindTally): ReachKindView {
  return {
    known: reachStates.reduce((sum, state) => sum + states[state], 0),
    reachable: states.active + states.unopened,
    states,
    confirmed: { lastHour, lastDay, newestAt: newest === 0 ? null : new Date(newest).toISOString() },
  };
}

function cursorOf(tenant: string, now: number, { kinds, languages }: ReachTally, { parts, next }: ReachProgress) {
  return encodeCursor(CURSOR, [tenant, JSON.stringify({ now, parts, next, kinds, languages })]);
}

function unfinishedIn(cursor: string, tenant: string | undefined): Unfinished {
  const [of, text = ''] = decodeCursor(CURSOR, cursor);
  const read = of === tenant ? parsed(text) : undefined;
  if (!hasShape<Pick<Unfinished, 'now'> & ReachProgress & Counting>(read, shape)) throw new Problem('invalid-cursor');
  const { now, parts, next, kinds, languages } = read;
  return { now, counting: { kinds, languages }, from: { parts, next } };
}

const counts = <K extends string>(names: readonly K[]) =>
  Object.fromEntries(names.map((name) => [name, isCount])) as Record<K, typeof isCount>;
const areStates = (value: unknown) => hasShape(value, counts(reachStates));
const isKind = (value: unknown) =>
  hasShape<KindTally>(value, { states: areStates, lastHour: isCount, lastDay: isCount, newest: isInstant });
const allKinds = Object.fromEntries(conversationKinds.map((kind) => [kind, isKind])) as Record<
  ConversationKind,
  typeof isKind
>;
const shape = {
  now: isInstant,
  parts: (value: unknown) => value === 16 || value === 256,
  next: isCount,
  kinds: (value: unknown) => hasShape(value, allKinds),
  languages: (value: unknown) =>
    hasShape<Readonly<Record<string, unknown>>>(value, {}) &&
    Object.entries(value).every(([name, count]) => /^[a-z]{2,7}$/.test(name) && isCount(count)),
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
