import { expectedRecipients } from '../audience/expected-recipients.ts';
import type { BroadcastRequest } from '../broadcast/parse-broadcast.ts';
import type { Context, DailyGuard } from '../context.ts';
import { Problem } from '../errors.ts';
import { broadcastRange } from '../records/broadcast-keys.ts';
import { isCount } from '../storage/columns.ts';
import { readPatiently, WID } from '../storage/commit.ts';
import { rowsPatiently } from '../storage/rows.ts';
import type { Change } from '../storage/table.ts';

/** What is counted together, ms. */
const DAY = 24 * 3_600_000;
/** The row, in the tenant's partition of the table of broadcasts, that each create which relied on a count renews. */
const GUARD_ROW = 'guard';

/** A broadcast may be created, by the day as it was counted. */
export interface Passed {
  /** The column with what it was counted as. */
  readonly expected: { readonly expected?: number };
  /** What must be written together with the broadcast: refused when another was created since the day was counted. */
  changes(wid: string): readonly Change[];
}

/** The day of a tenant, as a request is held against it. */
export interface Guard {
  /** @throws {Problem} confirmation-required @throws {StorageUnavailable} */
  pass(now: number): Promise<Passed>;
}

/**
 * Keeps a program that runs in circles from telling everybody again and again: more than is usual in 24 hours needs
 * a confirmation. What counts are the broadcasts' own rows, which are in the order of time; two that are created at once
 * can't both take the last place, for each renews one row in the transaction that stores it.
 */
export function openGuard(context: Context, tenant: string, request: BroadcastRequest): Guard {
  const { guard } = context;
  const isOn = guard !== undefined && (guard.broadcasts > 0 || guard.recipients > 0) && !request.test;
  let expecting: Promise<number> | undefined;
  return {
    async pass(now) {
      if (!isOn) return { expected: {}, changes: () => [] };
      if (guard.recipients > 0) expecting ??= expectedRecipients(context, tenant, request.audience);
      const own = await expecting;
      const expected = own === undefined ? {} : { expected: own };
      if (request.confirm) return { expected, changes: () => [] };
      const row = await readPatiently(context, context.tables.broadcasts, tenant, GUARD_ROW);
      check(guard, await countDay(context, tenant, now - DAY), own ?? 0);
      return { expected, changes: (wid) => [renewal(row?.etag, wid)] };
    },
  };
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

function renewal(etag: string | undefined, wid: string): Change {
  const values = { v: 1, [WID]: wid };
  return etag === undefined
    ? { do: 'insert', key: GUARD_ROW, values }
    : { do: 'replace', key: GUARD_ROW, values, etag };
}

interface Day {
  readonly broadcasts: number;
  readonly recipients: number;
}

/** All that was created since then; tests aside. */
async function countDay(context: Context, tenant: string, since: number): Promise<Day> {
  const columns = ['test', 'expected'];
  let broadcasts = 0;
  let recipients = 0;
  const range = { ...broadcastRange({ since }), columns };
  for await (const { values } of rowsPatiently(context, context.tables.broadcasts, tenant, range)) {
    if (values['test'] === true) continue;
    broadcasts++;
    const { expected } = values;
    if (isCount(expected)) recipients += expected;
  }
  return { broadcasts, recipients };
}

function check(guard: DailyGuard, day: Day, own: number): void {
  const over: string[] = [];
  if (guard.broadcasts > 0 && day.broadcasts + 1 > guard.broadcasts) {
    const were = day.broadcasts === 1 ? '1 broadcast was' : `${day.broadcasts} broadcasts were`;
    over.push(`${were} created in the last 24 hours, of ${guard.broadcasts}`);
  }
  if (guard.recipients > 0 && day.recipients + own > guard.recipients) {
    over.push(
      `the broadcasts of the last 24 hours and this one have about ${day.recipients + own} recipients, of ${guard.recipients}`,
    );
  }
  if (over.length === 0) return;
  const detail = `${over.join('; ')} allowed without a confirmation. If this is meant, send it again with "confirm": true.`;
  throw new Problem('confirmation-required', { detail: detail[0]!.toUpperCase() + detail.slice(1) });
}
