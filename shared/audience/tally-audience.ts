import type { AudienceRequest } from '../broadcast/audience-request.ts';
import type { Context } from '../context.ts';
import type { ReasonCode } from '../shard/reasons.ts';
import { audienceOf, audiencePage, type Member } from './audience-page.ts';

/** What counting an audience has come to so far. */
export interface AudienceTally {
  /** The last id considered; absent: none yet. */
  readonly at?: string;
  readonly done: boolean;
  readonly total: number;
  readonly excluded: number;
  /** By the sources of `include`, in their order. */
  readonly bySource: readonly number[];
  readonly reachable: number;
  readonly unreachable: Readonly<Partial<Record<ReasonCode, number>>>;
  readonly unknown: number;
  /** The first of the unknown ids. */
  readonly unknownIds: readonly string[];
  /** Recipients to whom a chat must be opened first. */
  readonly toOpen: number;
}

/** Ids considered at a time: five pages of the table. */
const STRETCH = 5_000;
/** So many unknown ids are named; there may be ten thousand. */
const NAMED = 100;

export function noTally({ include }: AudienceRequest): AudienceTally {
  return {
    ...{ done: false, total: 0, excluded: 0, reachable: 0, unreachable: {}, unknown: 0, unknownIds: [], toOpen: 0 },
    bySource: include.map(() => 0),
  };
}

/**
 * Counts an audience by the code that plans one, so that what is counted is what a broadcast now would plan. Writes
 * nothing, and holds one stretch of it at a time.
 * @param from what has been counted before
 * @param budget no further stretch begins after so long, ms
 * @throws {StorageUnavailable}
 */
export async function tallyAudience(
  context: Context,
  tenant: string,
  request: AudienceRequest,
  from: AudienceTally,
  budget: number,
): Promise<AudienceTally> {
  const audience = audienceOf(request);
  const count = counterOf(request);
  const end = context.clock.monotonic() + budget;
  const tally: Counting = { ...from, bySource: [...from.bySource], unreachable: { ...from.unreachable } };
  do {
    const page = await audiencePage(context, tenant, audience, tally.at, STRETCH);
    for (const member of page.members) count(tally, member);
    tally.excluded += page.excluded;
    if (page.at !== undefined) tally.at = page.at;
    tally.done = page.done;
  } while (!tally.done && context.clock.monotonic() < end);
  return tally;
}

/** A million members are counted in place. */
type Counting = { -readonly [K in keyof AudienceTally]: AudienceTally[K] } & {
  readonly bySource: number[];
  readonly unreachable: Partial<Record<ReasonCode, number>>;
};

function counterOf({ include }: AudienceRequest): (tally: Counting, member: Member) => void {
  const isIn = include.map((source) => {
    if (source.type === 'everyone') return ({ isKnown }: Member) => isKnown;
    const ids = new Set(source.ids);
    return ({ id }: Member) => ids.has(id);
  });
  return (tally, member) => {
    tally.total++;
    for (const [i, is] of isIn.entries()) if (is(member)) tally.bySource[i]! += 1;
    const { id, skip, isKnown, conversation } = member;
    if (skip) {
      tally.unreachable[skip] = (tally.unreachable[skip] ?? 0) + 1;
      return;
    }
    if (conversation === undefined) tally.toOpen++;
    if (isKnown) tally.reachable++;
    else if (tally.unknown++ < NAMED) tally.unknownIds = [...tally.unknownIds, id];
  };
}
