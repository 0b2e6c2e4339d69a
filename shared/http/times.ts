import { Problem } from '../errors.ts';

const A_DAY = 86_400_000;
const day = /^\d{4}-\d{2}-\d{2}$/;
const instant = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * A stretch of time: `from` is in it, `to` no longer. A date is a day in UTC, and as `to` the whole of it is meant.
 * @returns ms since 1970
 * @throws {Problem} invalid-query
 */
export function readTimes(from: string | undefined, to: string | undefined): { since?: number; until?: number } {
  const since = from === undefined ? undefined : readTime('from', from).at;
  const last = to === undefined ? undefined : readTime('to', to);
  const until = last && (last.isDay ? last.at + A_DAY : last.at);
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

function readTime(name: string, given: string): { at: number; isDay: boolean } {
  // A plus that was not encoded is a blank by now.
  const text = given.replace(' ', '+');
  const date = day.test(text) ? text : instant.exec(text)?.[1];
  const at = date !== undefined && isDate(date) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    const detail = `\`${name}\` is a date (2026-11-23) or an instant with its offset (2026-11-23T14:00:00Z).`;
    throw new Problem('invalid-query', { detail });
  }
  return { at, isDay: date === text };
}

/** There is no 31st of February, whatever a lenient parser makes of it. */
function isDate(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
