import { createHash } from 'node:crypto';
import { type AudienceTally, noTally, tallyAudience } from '../audience/tally-audience.ts';
import { summaryOfSource } from '../broadcast/audience-request.ts';
import { canonicalAudience } from '../broadcast/canonical-body.ts';
import type { ResolveRequest } from '../broadcast/parse-resolve.ts';
import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { isClean } from '../input/characters.ts';
import { decodeCursor, encodeCursor } from '../input/cursor.ts';
import { peekGate } from '../pace/gate-store.ts';
import { type ReasonCode, reasonCodes, reasonOf } from '../shard/reasons.ts';
import { hasShape, isCount, isText, listOf } from '../storage/columns.ts';
import type { ResolvedView } from './views/operations.ts';

/** A request counts for so long, ms; callers give up after 100 s or so, and the Functions host after 230 s. */
const BUDGET = 30_000;
const CURSOR = 'resolve';

/**
 * What a broadcast now would come to: whom it reaches, whom not and why, and how long it takes. Writes nothing.
 * @param budget ms; tests pass less
 * @throws {Problem} invalid-cursor: it is none, or of another audience
 * @throws {StorageUnavailable}
 */
export async function resolveAudience(
  context: Context,
  tenant: string,
  { audience, maxRate, cursor }: ResolveRequest,
  budget = BUDGET,
): Promise<ResolvedView> {
  const began = context.now();
  const whose = createHash('sha256')
    .update(`${tenant} ${canonicalAudience(audience)}`)
    .digest('base64url');
  const from = cursor === undefined ? noTally(audience) : tallyIn(cursor, whose, audience.include.length);
  const [tally, gate] = await Promise.all([
    tallyAudience(context, tenant, audience, from, budget),
    peekGate(context, tenant),
  ]);
  const requests = tally.reachable + tally.unknown + tally.toOpen;
  const lasting = (most: number) => {
    const used = Math.min(most, maxRate ?? most);
    return { rate: Math.round(used * 100) / 100, ms: Math.ceil((requests / used) * 1_000) };
  };
  return {
    tenant,
    asOf: new Date(began).toISOString(),
    complete: tally.done,
    cursor: tally.done ? null : cursorOf(tally, whose),
    total: tally.total,
    bySource: audience.include.map((source, i) => ({ source: summaryOfSource(source), count: tally.bySource[i]! })),
    excluded: tally.excluded,
    reachable: tally.reachable,
    unreachable: reasonCodes
      .map((code) => ({ count: tally.unreachable[code] ?? 0, ...reasonOf(code) }))
      .filter(({ count }) => count > 0),
    unknown: { count: tally.unknown, ids: tally.unknownIds },
    requests,
    duration: {
      atLearnedRate: gate ? lasting(Math.min(gate.limit, context.rate)) : null,
      atConfiguredRate: lasting(context.rate),
    },
  };
}

/** The sums so far; not the unknown ids, which would make it as long as what is asked. */
function cursorOf({ unknownIds: _, done: __, ...sums }: AudienceTally, whose: string): string {
  return encodeCursor(CURSOR, [whose, JSON.stringify(sums)]);
}

function tallyIn(cursor: string, whose: string, sources: number): AudienceTally {
  const [of, sums = ''] = decodeCursor(CURSOR, cursor);
  const read = of === whose ? parsed(sums) : undefined;
  if (!hasShape<Omit<AudienceTally, 'unknownIds' | 'done'>>(read, shapeOf(sources)))
    throw new Problem('invalid-cursor');
  return { ...read, done: false, unknownIds: [] };
}

/** Longer than any key of a recipient, UTF-16 code units. */
const LONGEST_KEY = 512;

function shapeOf(sources: number) {
  const areReasons = (value: unknown) =>
    hasShape<Partial<Record<ReasonCode, number>>>(value, {} as never) &&
    Object.entries(value).every(([code, count]) => reasonCodes.some((known) => known === code) && isCount(count));
  return {
    at: (value: unknown) => isText(value) && value.length <= LONGEST_KEY && isClean(value),
    total: isCount,
    excluded: isCount,
    bySource: (value: unknown) => listOf(value, isCount)?.length === sources,
    reachable: isCount,
    unreachable: areReasons,
    unknown: isCount,
    toOpen: isCount,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
