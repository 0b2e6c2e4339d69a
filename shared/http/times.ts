import * as z from 'zod/mini';
import { refusal } from './read-query.ts';

const A_DAY = 86_400_000;
/** There is no 31st of February, whatever a lenient parser makes of it. */
const date = z.regexes.date.source.slice(1, -1);
const time = '(?:(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,3})?)?|24:00(?::00(?:\\.0{1,3})?)?)';
const offset = '(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)';
const pattern = new RegExp(`^${date}(?:T${time}${offset})?$`);

/** A date, or an instant with its offset. A plus that was not encoded is a blank by the time it is read. */
export const moment = (name: string) =>
  z.optional(
    z.string().check(
      z.overwrite((text) => text.replace(' ', '+')),
      z.regex(
        pattern,
        refusal(
          'invalid-query',
          `\`${name}\` is a date (2026-11-23) or an instant with its offset (2026-11-23T14:00:00Z).`,
        ),
      ),
    ),
  );

/**
 * A stretch of time: `from` is in it, `to` no longer. A date is a day in UTC, and as `to` the whole of it is meant.
 * @returns ms since 1970
 */
export function stretch(from: string | undefined, to: string | undefined): { since?: number; until?: number } {
  return {
    ...(from !== undefined && { since: Date.parse(from) }),
    ...(to !== undefined && { until: Date.parse(to) + (to.includes('T') ? 0 : A_DAY) }),
  };
}
