/** Rows that say when something was released: those of the broadcasts are in the order of their creation, which may be long ago. */
import type { Context } from '../context.ts';
import { rangePatiently } from '../storage/commit.ts';
import { rowsPatiently } from '../storage/rows.ts';
import type { Change, Value } from '../storage/table.ts';

/** So many old ones a release takes away at most: it writes one, so they do not grow. */
const AT_ONCE = 20;

/** That a broadcast was released at this instant (ms since 1970): written together with the release. */
export function markRelease(id: string, at: number, expected: { readonly expected?: number }): Change {
  return { do: 'put', key: `${markKey(at)}-${id}`, values: { v: 1, ...expected } };
}

/** What was released since then, each with how many it was taken to be for. */
export async function* marksSince(
  context: Context,
  tenant: string,
  since: number,
): AsyncGenerator<{ readonly id: string; readonly expected: Value | undefined }, void, void> {
  const range = { from: markKey(since), before: LAST };
  for await (const { key, values } of rowsPatiently(context, context.tables.broadcasts, tenant, range)) {
    yield { id: key.slice(key.indexOf('-') + 1), expected: values['expected'] };
  }
}

/** Takes away marks of before then, which nobody asks for any more. */
export async function forgottenMarks(context: Context, tenant: string, since: number): Promise<readonly Change[]> {
  const range = { ...marksBefore(since), limit: AT_ONCE, columns: ['v'] };
  const { rows } = await rangePatiently(context, context.tables.broadcasts, tenant, range);
  return rows.map(({ key }) => ({ do: 'delete', key }));
}

/** Whether a key is one of these. */
export const isMark = (key: string): boolean => /^g\d/.test(key);

/** The marks of before then (ms since 1970). */
export const marksBefore = (ms: number) => ({ from: markKey(0), before: markKey(ms) });

/** In the order of time: milliseconds, in as many digits as they have until the year 5138. */
const markKey = (at: number): string => `g${String(Math.max(0, Math.floor(at))).padStart(14, '0')}`;
const LAST = 'g:';
