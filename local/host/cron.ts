/** A NCRONTAB expression: when does it come next? All times are UTC, as on Azure by default. */
export interface Cron {
  /** The first occurrence after `time` (milliseconds since 1970), never `time` itself. */
  next(time: number): number;
  /** Whether it occurs more than once in every minute. */
  readonly subMinute: boolean;
}

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly Field[] = [
  { name: 'second', from: 0, to: 59 },
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: months },
  { name: 'day of week', from: 0, to: 6, words: days },
];
/** Longer than the eight years that can lie between two 29ths of February. */
const farthest = 9 * 366 * 86_400_000;

/**
 * Reads five or six fields, `{second} {minute} {hour} {day} {month} {day of week}`; with five, the second is 0. A field
 * is a list of `*`, `n`, `n-m` and any of them with `/step`; names of months and days by their first three letters.
 * Unlike Unix cron, day and day of week must both match.
 * @throws {RangeError} that says which part is wrong
 */
export function parseCron(text: string): Cron {
  const parts = text.trim().split(/\s+/);
  if (parts.length === 5) parts.unshift('0');
  if (parts.length !== 6)
    throw new RangeError(`Not a schedule: "${text}" has ${parts.length} fields instead of 5 or 6`);
  const sets = fields.map((field, at) => parseField(field, parts[at] ?? ''));
  const has = (at: number, value: number): boolean => sets[at]?.has(value) === true;

  const next = (time: number): number => {
    let at = Math.floor(time / 1000) * 1000 + 1000;
    for (const limit = at + farthest; at < limit; ) {
      const date = new Date(at);
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
      const [hour, minute] = [date.getUTCHours(), date.getUTCMinutes()];
      if (!has(4, month + 1)) at = Date.UTC(year, month + 1);
      else if (!has(3, day) || !has(5, date.getUTCDay())) at = Date.UTC(year, month, day + 1);
      else if (!has(2, hour)) at = Date.UTC(year, month, day, hour + 1);
      else if (!has(1, minute)) at = Date.UTC(year, month, day, hour, minute + 1);
      else if (!has(0, date.getUTCSeconds())) at += 1000;
      else return at;
    }
    throw new RangeError(`Not a schedule: "${text}" never occurs`);
  };
  next(0);
  return { next, subMinute: (sets[0]?.size ?? 0) > 1 && parts.slice(1).every((part) => part === '*') };
}

function parseField(field: Field, text: string): Set<number> {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [range = '', step = '1', ...rest] = item.split('/');
    const [low = '', high, ...more] = range.split('-');
    const wrong = () => new RangeError(`Not a schedule: ${field.name} "${text}"`);
    if (rest.length > 0 || more.length > 0 || !/^[1-9]\d*$/.test(step)) throw wrong();
    const from = low === '*' ? field.from : numberOf(field, low);
    // A single value with a step runs to the end of the field: 5/15 is 5, 20, 35, 50.
    const open = low === '*' || item.includes('/') ? field.to : from;
    const to = high === undefined ? open : numberOf(field, high);
    if (from === undefined || to === undefined || from > to || (low === '*' && high !== undefined)) throw wrong();
    for (let value = from; value <= to; value += Number(step)) values.add(value);
  }
  return values;
}

function numberOf(field: Field, text: string): number | undefined {
  const word = field.words?.indexOf(text.toLowerCase()) ?? -1;
  if (word >= 0) return word + field.from;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.from && value <= field.to ? value : undefined;
}
