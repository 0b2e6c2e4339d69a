import { child, type Faults } from '../input/faults.ts';
import { type JsonObject, objectAt, oneOf, quote, refuseUnknown } from '../input/fields.ts';
import { minutesOf, type QuietHours, type Weekday, weekdays } from '../schedule/quiet-hours.ts';
import { aroundTheWorld } from '../schedule/timetable.ts';

export const priorities = ['normal', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

/** When a broadcast begins: at an instant (ms since 1970), or at a date and time by each recipient's clocks. */
export type Start = { readonly at: number } | { readonly local: string };

/** When a broadcast may be sent, as it is asked for. */
export interface TimesRequest {
  /** Absent: normal. */
  readonly priority?: 'urgent';
  readonly start?: Start;
  /** ms since 1970. */
  readonly expiresAt?: number;
  readonly quietHours?: QuietHours;
}

/** The fields of a body that are read here. */
export const timeFields = ['priority', 'startAt', 'expiresAt', 'quietHours'] as const;

/**
 * Reads when a broadcast may be sent, noting every fault. Whether a time has passed already is not asked here: a request
 * that is repeated is the same request later.
 */
export function parseTimes(body: JsonObject, faults: Faults): TimesRequest {
  const start = body['startAt'] === undefined ? undefined : parseStart(body['startAt'], faults);
  const expiresAt = body['expiresAt'] === undefined ? undefined : parseInstant(body['expiresAt'], '/expiresAt', faults);
  const quietHours = body['quietHours'] === undefined ? undefined : parseQuietHours(body['quietHours'], faults);
  const priority = body['priority'] === undefined ? 'normal' : oneOf(body['priority'], priorities, '/priority', faults);
  if (start && expiresAt !== undefined && expiresAt <= firstOf(start)) {
    faults.add('/expiresAt', 'expires-before-start', 'It would expire before it begins.');
  }
  return {
    ...(priority === 'urgent' && { priority }),
    ...(start && { start }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(quietHours && { quietHours }),
  };
}

const firstOf = (start: Start): number => ('at' in start ? start.at : aroundTheWorld(start.local).first);

/** RFC 3339, of which the seconds may be left out; without an offset it is a local time. */
const dateTime = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?$/;

interface ReadTime {
  /** ms, as if what is written were UTC. */
  readonly wall: number;
  readonly offset: string | undefined;
}

function readTime(value: unknown): ReadTime | undefined {
  const [, date, time, seconds = '', offset] = (typeof value === 'string' && dateTime.exec(value)) || [];
  const wall = Date.parse(`${date}T${time}${seconds}Z`);
  // The thirtieth of February would be the second of March.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(`${date}T${time}`)) return undefined;
  return { wall, offset };
}

function parseStart(value: unknown, faults: Faults): Start | undefined {
  const read = readTime(value);
  if (read && read.offset === undefined) {
    const text = new Date(read.wall).toISOString();
    return { local: text.slice(0, text.slice(16, 19) === ':00' ? 16 : 19) };
  }
  const at = read && instantOf(read);
  if (at !== undefined) return { at };
  const local = '`2026-12-01T09:00:00+01:00`, or without an offset at each recipient’s local time';
  faults.add('/startAt', 'invalid-time', `${quote(value)} is not a date and time such as ${local}.`);
  return undefined;
}

function parseInstant(value: unknown, path: string, faults: Faults): number | undefined {
  const read = readTime(value);
  const at = read && read.offset !== undefined ? instantOf(read) : undefined;
  if (at !== undefined) return at;
  faults.add(path, 'invalid-time', `${quote(value)} is not an instant such as \`2026-12-01T17:00:00+01:00\`.`);
  return undefined;
}

function instantOf({ wall, offset = 'Z' }: ReadTime): number | undefined {
  const at = Date.parse(`${new Date(wall).toISOString().slice(0, -1)}${offset.toUpperCase()}`);
  return at >= 0 ? at : undefined;
}

function parseQuietHours(value: unknown, faults: Faults): QuietHours | undefined {
  const path = '/quietHours';
  const hours = objectAt(value, path, faults);
  if (!hours) return undefined;
  refuseUnknown(hours, ['from', 'to', 'days'], path, faults);
  const from = parseTimeOfDay(hours['from'], child(path, 'from'), 1_439, faults);
  const to = parseTimeOfDay(hours['to'], child(path, 'to'), 1_440, faults);
  const days = hours['days'] === undefined ? undefined : parseDays(hours['days'], child(path, 'days'), faults);
  if (from === undefined || to === undefined) return undefined;
  if (from === to) faults.add(path, 'invalid-quiet-hours', 'They would end when they begin.');
  if (from === '00:00' && to === '24:00' && (days ?? weekdays).length === weekdays.length) {
    faults.add(path, 'invalid-quiet-hours', 'It would always be quiet.');
  }
  return { from, to, ...(days && days.length < weekdays.length && { days }) };
}

function parseTimeOfDay(value: unknown, path: string, most: number, faults: Faults): string | undefined {
  if (value === undefined) faults.add(path, 'missing-field', 'Quiet hours need `from` and `to`.');
  else if (typeof value === 'string' && minutesOf(value, most) !== undefined) return value;
  else faults.add(path, 'invalid-time', `${quote(value)} is not a time of day such as \`20:00\`.`);
  return undefined;
}

function parseDays(value: unknown, path: string, faults: Faults): readonly Weekday[] | undefined {
  if (!Array.isArray(value)) faults.add(path, 'wrong-type', `This must be an array of ${weekdays.join(', ')}.`);
  else if (value.length === 0) faults.add(path, 'empty-list', 'Name at least one day, or leave it out for all.');
  else if (value.length > MOST) faults.add(path, 'too-many-items', `There are only ${weekdays.length} days.`);
  else {
    const read = value.map((day, i) => oneOf(day, weekdays, child(path, i), faults));
    return weekdays.filter((day) => read.includes(day));
  }
  return undefined;
}

/** Each day may be named more than once; a list longer than this is a mistake. */
const MOST = 100;
