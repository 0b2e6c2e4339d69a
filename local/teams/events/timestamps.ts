/** A moment as Teams writes it in UTC: seven decimals of the second. */
export function utcTimestamp(at: number): string {
  return new Date(at).toISOString().replace('Z', `${fraction(at)}Z`);
}

/** The same moment as a wall clock in a time zone shows it, with its offset: `2026-02-16T17:01:47.4513813-08:00`. */
export function localTimestamp(at: number, timezone: string): string {
  const offset = offsetMinutes(at, timezone);
  const shifted = new Date(Math.floor(at) + offset * 60_000).toISOString().replace('Z', fraction(at));
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${shifted}${offset < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(minutes)}`;
}

/** The four digits after the milliseconds. */
function fraction(at: number): string {
  return Math.floor((at % 1) * 10_000)
    .toString()
    .padStart(4, '0');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetMinutes(at: number, timezone: string): number {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
    formats.set(timezone, format);
  }
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function twoDigits(n: number): string {
  return n.toString().padStart(2, '0');
}
