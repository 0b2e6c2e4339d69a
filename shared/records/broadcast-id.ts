/**
 * A broadcast's id: 26 characters of Crockford's base 32 in lower case, of which the first ten are the millisecond of
 * its creation. So ids sort by age, and the complement of an id sorts the newest first: the row key of a broadcast is
 * an index by time of its own.
 */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
export const broadcastIdPattern = /^[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}$/;

/**
 * @param now milliseconds since 1970
 * @param random 0 (inclusive) to 1 (exclusive)
 */
export function newBroadcastId(now: number, random: () => number): string {
  return timeOf(now) + Array.from({ length: 16 }, () => alphabet[Math.floor(random() * 32)]).join('');
}

/** The last millisecond an id can begin with (in the year 10889). */
export const LAST_ID_TIME = 2 ** 48 - 1;

/**
 * What the ids of a millisecond begin with: ten characters that sort as the time does.
 * @param ms since 1970, at most {@link LAST_ID_TIME}
 */
export function timeOf(ms: number): string {
  let time = '';
  for (let rest = Math.floor(ms), i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time;
  return time;
}

export function isBroadcastId(text: string): boolean {
  return broadcastIdPattern.test(text);
}

/** Each character's complement: turns the order round, and back when done twice. */
export function complement(id: string): string {
  return [...id].map((c) => alphabet[31 - alphabet.indexOf(c)]).join('');
}
