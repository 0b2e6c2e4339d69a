import { expectedRecipients } from '../audience/expected-recipients.ts';
import type { BroadcastRequest } from '../broadcast/parse-broadcast.ts';
import type { Context, DailyGuard } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { forgottenMarks, markRelease } from '../records/release-mark.ts';
import { readPatiently, WID } from '../storage/commit.ts';
import type { Change } from '../storage/table.ts';
import { countDay, DAY, type Day } from './guarded-day.ts';

/** The row, in the tenant's partition of the table of broadcasts, that whatever relied on a count of the day renews. */
const GUARD_ROW = 'guard';

/** What is to be let go, as far as the day is concerned. */
export type Guarded = Pick<BroadcastRequest, 'audience' | 'test' | 'confirm'>;

/** It may go, by the day as it was counted. */
export interface Passed {
  /** The column with what it was counted as. */
  readonly expected: { readonly expected?: number };
  /** What must be written together with the broadcast: refused when another was let go since the day was counted. */
  changes(wid: string): readonly Change[];
}

/** The day of a tenant, as a request is held against it. */
export interface Guard {
  /** @throws {Problem} confirmation-required @throws {StorageUnavailable} */
  pass(now: number): Promise<Passed>;
}

/**
 * Keeps a program that runs in circles from telling everybody again and again: more than is usual in 24 hours needs
 * a confirmation. What counts are the broadcasts' own rows, which are in the order of time; two that are let go at once
 * can't both take the last place, for each renews one row in the transaction that stores it.
 * @param released the broadcast that is released by this; absent: it is created, and needs no release
 */
export function openGuard(context: Context, tenant: string, asked: Guarded, released?: string): Guard {
  const { guard } = context;
  const { broadcasts } = context.tables;
  let expecting: Promise<number> | undefined;
  return {
    async pass(now) {
      if (!isOn(guard, asked)) return freely;
      if (guard.recipients > 0) expecting ??= expectedRecipients(context, tenant, asked.audience);
      const own = await expecting;
      const expected = own === undefined ? {} : { expected: own };
      if (asked.confirm && released === undefined) return { expected, changes: () => [] };
      const row = await readPatiently(context, broadcasts, tenant, GUARD_ROW);
      if (!asked.confirm) {
        const over = excess(guard, await countDay(context, tenant, now - DAY), own ?? 0, released !== undefined);
        if (over !== undefined) throw new Problem('confirmation-required', { detail: over });
      }
      if (released === undefined) return { expected, changes: (wid) => [renewal(row?.etag, wid)] };
      const forgotten = await forgottenMarks(context, tenant, now - DAY);
      const mark = markRelease(released, now, expected);
      return { expected, changes: (wid) => [renewal(row?.etag, wid), mark, ...forgotten] };
    },
  };
}

/** For what waits for its release: that is when it is held against the day. */
export const unguarded: Guard = { pass: async () => freely };

const freely: Passed = { expected: {}, changes: () => [] };

/**
 * Why a release at this moment would need a confirmation: what `confirmation-required` would say; nothing when it needs none.
 * @throws {StorageUnavailable}
 */
export async function whyConfirm(
  context: Context,
  tenant: string,
  asked: Guarded,
  now: number,
): Promise<string | undefined> {
  const { guard } = context;
  if (!isOn(guard, asked)) return undefined;
  const [day, own] = await Promise.all([
    countDay(context, tenant, now - DAY),
    guard.recipients > 0 ? expectedRecipients(context, tenant, asked.audience) : 0,
  ]);
  return excess(guard, day, own, true);
}

/**
 * As {@link Guard.pass}; but a request that came twice at once may find itself among those that fill the day: then it is
 * done already, and no other one that needs a confirmation.
 * @param done what was made of the request, if it is done
 * @throws {Problem} confirmation-required @throws {StorageUnavailable}
 */
export async function passUnless<T>(
  done: () => Promise<T | undefined>,
  guard: Guard,
  now: number,
): Promise<Passed | T> {
  try {
    return await guard.pass(now);
  } catch (error) {
    const isFull = error instanceof Problem && error.code === 'confirmation-required';
    const made = isFull ? await done() : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

/** Tests are for a few, and none of it. */
function isOn(guard: DailyGuard | undefined, { test }: Guarded): guard is DailyGuard {
  return guard !== undefined && (guard.broadcasts > 0 || guard.recipients > 0) && !test;
}

function renewal(etag: string | undefined, wid: string): Change {
  const values = { v: 1, [WID]: wid };
  return etag === undefined
    ? { do: 'insert', key: GUARD_ROW, values }
    : { do: 'replace', key: GUARD_ROW, values, etag };
}

/** What there would be too much of in the day, in a sentence for who wants it; nothing when it is as usual. */
function excess(guard: DailyGuard, day: Day, own: number, isReleased: boolean): string | undefined {
  const over: string[] = [];
  if (guard.broadcasts > 0 && day.broadcasts + 1 > guard.broadcasts) {
    const were = day.broadcasts === 1 ? '1 broadcast was' : `${day.broadcasts} broadcasts were`;
    const how = isReleased || day.released > 0 ? 'created or released' : 'created';
    over.push(`${were} ${how} in the last 24 hours, of ${guard.broadcasts}`);
  }
  if (guard.recipients > 0 && day.recipients + own > guard.recipients) {
    over.push(
      `the broadcasts of the last 24 hours and this one have about ${day.recipients + own} recipients, of ${guard.recipients}`,
    );
  }
  if (over.length === 0) return undefined;
  const again = isReleased ? 'release it' : 'send it again';
  const detail = `${over.join('; ')} allowed without a confirmation. If this is meant, ${again} with "confirm": true.`;
  return detail[0]!.toUpperCase() + detail.slice(1);
}
