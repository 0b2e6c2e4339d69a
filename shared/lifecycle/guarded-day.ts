import type { Context } from '../context.ts';
import { timeOf } from '../records/broadcast-id.ts';
import { broadcastRange } from '../records/broadcast-keys.ts';
import { isReleasedIn } from '../records/broadcast-row.ts';
import { marksSince } from '../records/release-mark.ts';
import { isCount } from '../storage/columns.ts';
import { rowsPatiently } from '../storage/rows.ts';

/** What is counted together, ms. */
export const DAY = 24 * 3_600_000;

/** What a tenant has let go since some time. */
export interface Day {
  readonly broadcasts: number;
  /** As many of them as somebody released. */
  readonly released: number;
  /** Taken together, each as many as it was taken to be for. */
  readonly recipients: number;
}

/**
 * All that was let go since then: what needs no release when it was created, anything else when it was released. So what
 * nobody has released counts nowhere, and one author's drafts take nobody's day. Tests are none of it. What was created
 * before, and released since, is known by a mark of its own.
 * @param since ms since 1970
 */
export async function countDay(context: Context, tenant: string, since: number): Promise<Day> {
  let broadcasts = 0;
  let released = 0;
  let recipients = 0;
  const count = (expected: unknown, wasReleased: boolean) => {
    broadcasts++;
    if (wasReleased) released++;
    if (isCount(expected)) recipients += expected;
  };
  const range = { ...broadcastRange({ since }), columns: ['test', 'expected', 'release'] };
  for await (const { values } of rowsPatiently(context, context.tables.broadcasts, tenant, range)) {
    const { test, expected, release } = values;
    if (test === true) continue;
    if (release === undefined) count(expected, false);
    else if (isReleasedIn(release)) count(expected, true);
  }
  for await (const { id, expected } of marksSince(context, tenant, since)) {
    if (id < timeOf(Math.max(0, since))) count(expected, true);
  }
  return { broadcasts, released, recipients };
}
