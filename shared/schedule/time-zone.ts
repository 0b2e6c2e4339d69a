/**
 * Wall-clock times in time zones, on the zone data of the platform (Intl): what is asked of it is one number, the offset
 * at an instant. A wall-clock time is held as milliseconds, as if it were UTC.
 */

const DAY = 86_400_000;
/** Names come from outside (activities), so as many as there are could be made up. */
const REMEMBERED = 1_000;
const known = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (known.has(zone)) return known.get(zone);
  if (known.size >= REMEMBERED) known.clear();
  let format: Intl.DateTimeFormat | undefined;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  known.set(zone, format);
  return format;
}

/** Whether a name is one of a time zone, such as `Europe/Paris`. */
export function isTimeZone(name: string): boolean {
  return name !== '' && formatOf(name) !== undefined;
}

/**
 * How far a zone's clocks are ahead of UTC, ms.
 * @throws {RangeError} when it is no time zone
 */
export function offsetOf(zone: string, instant: number): number {
  const format = formatOf(zone);
  if (!format) throw new RangeError(`${zone} is no time zone.`);
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  // "GMT", "GMT+05:30"; with seconds before there were standard times.
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name) ?? [];
  const ms = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
  return sign === '-' ? -ms : ms;
}

/** What a zone's clocks show at an instant. */
export function wallClock(zone: string, instant: number): number {
  return instant + offsetOf(zone, instant);
}

/**
 * When a zone's clocks show a time, ms since 1970: as the IETF's calendars and Temporal ("compatible") have it.
 * @returns the instant; of a time that comes twice, when clocks are set back, both, the first one first; of one that
 *   clocks leap over, as much later as they leap
 */
export function instantsOf(zone: string, wall: number): readonly [first: number, ...second: number[]] {
  const before = offsetOf(zone, wall - DAY);
  const after = offsetOf(zone, wall + DAY);
  const fits = (offset: number) => offsetOf(zone, wall - offset) === offset;
  const first = wall - Math.max(before, after);
  const second = wall - Math.min(before, after);
  if (before === after) return [first];
  const [isFirst, isSecond] = [fits(wall - first), fits(wall - second)];
  if (isFirst && isSecond) return [first, second];
  if (isFirst) return [first];
  // The offset from before the leap makes of a time that never comes one that does.
  return [isSecond ? second : wall - before];
}
