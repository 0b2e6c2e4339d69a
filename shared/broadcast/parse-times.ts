import * as z from 'zod/mini';
import { quote } from '../input/fields.ts';
import { fault, faultOrMissing, list, notingOf } from '../input/schema.ts';
import { type QuietHours, type Weekday, weekdays } from '../schedule/quiet-hours.ts';
import { aroundTheWorld } from '../schedule/timetable.ts';
import { type Priority, priorities } from './priorities.ts';

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

/** RFC 3339, of which the seconds may be left out; a day that is not there (the thirtieth of February) is none. */
const date = z.regexes.date.source.slice(1, -1);
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const seconds = '(?::[0-5]\\d(?:\\.\\d{1,9})?)?';
const offset = '(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)';
const startPattern = new RegExp(`^${date}[Tt]${time}${seconds}${offset}?$`);
const instantPattern = new RegExp(`^${date}[Tt]${time}${seconds}${offset}$`);

/** ms since 1970 of an instant; before that, nothing. */
function instantOf(text: string): number | undefined {
  const at = Date.parse(text.toUpperCase());
  return at >= 0 ? at : undefined;
}

function startOf(text: string): Start | undefined {
  if (!instantPattern.test(text)) {
    const local = new Date(Date.parse(`${text.toUpperCase()}Z`)).toISOString();
    return { local: local.slice(0, local.slice(16, 19) === ':00' ? 16 : 19) };
  }
  const at = instantOf(text);
  return at === undefined ? undefined : { at };
}

const local = '`2026-12-01T09:00:00+01:00`, or without an offset at each recipient’s local time';
const noStart = fault('invalid-time', (value) => `${quote(value)} is not a date and time such as ${local}.`);
const noInstant = fault('invalid-time', (v) => `${quote(v)} is not an instant such as \`2026-12-01T17:00:00+01:00\`.`);

const startAt = z.string(noStart).check(
  z.regex(startPattern, noStart),
  z.refine((text) => !startPattern.test(text) || startOf(text) !== undefined, noStart),
);

const expiresAt = z.string(noInstant).check(
  z.regex(instantPattern, noInstant),
  z.refine((text) => instantOf(text) !== undefined, noInstant),
);

const noTimeOfDay = faultOrMissing(
  'Quiet hours need `from` and `to`.',
  fault('invalid-time', (value) => `${quote(value)} is not a time of day such as \`20:00\`.`),
);
const from = z.string(noTimeOfDay).check(z.regex(new RegExp(`^${time}$`), noTimeOfDay));
const to = z.string(noTimeOfDay).check(z.regex(new RegExp(`^(?:${time}|24:00)$`), noTimeOfDay));

/** Each day may be named more than once; a list longer than this is a mistake. */
const MOST = 100;

const days = list(z.enum(weekdays), {
  most: MOST,
  tooMany: () => `There are only ${weekdays.length} days.`,
  empty: 'Name at least one day, or leave it out for all.',
  words: fault('wrong-type', `This must be an array of ${weekdays.join(', ')}.`),
});

/** Quiet hours, as they are asked for. */
const askedHours = z.strictObject({ from, to, days: z.optional(days) });

const allDays = (days: readonly Weekday[] | undefined) => weekdays.every((day) => days?.includes(day) ?? true);

const quietHours = z.pipe(
  askedHours.check(
    z.refine(({ from, to }) => from !== to, fault('invalid-quiet-hours', 'They would end when they begin.')),
    z.refine(
      ({ from, to, days }) => from !== '00:00' || to !== '24:00' || !allDays(days),
      fault('invalid-quiet-hours', 'It would always be quiet.'),
    ),
  ),
  z.transform(({ from, to, days }): QuietHours => {
    const named = weekdays.filter((day) => days?.includes(day));
    return { from, to, ...(days && !allDays(days) && { days: named }) };
  }),
);

/** The fields of a body that say when it may be sent. */
export const times = {
  priority: z._default(z.enum(priorities), 'normal'),
  startAt: z.optional(startAt),
  expiresAt: z.optional(expiresAt),
  quietHours: z.optional(quietHours),
};

interface Asked {
  readonly priority: Priority;
  readonly startAt?: string | undefined;
  readonly expiresAt?: string | undefined;
  readonly quietHours?: QuietHours | undefined;
}

/** What is wrong with times that are each well written. */
export const timesTogether = notingOf<Asked>(({ startAt, expiresAt }, faults) => {
  const start = typeof startAt === 'string' && startPattern.test(startAt) ? startOf(startAt) : undefined;
  const end = typeof expiresAt === 'string' && instantPattern.test(expiresAt) ? instantOf(expiresAt) : undefined;
  if (start && end !== undefined && end <= firstOf(start)) {
    faults.add('/expiresAt', 'expires-before-start', 'It would expire before it begins.');
  }
});

const firstOf = (start: Start): number => ('at' in start ? start.at : aroundTheWorld(start.local).first);

/**
 * When a broadcast may be sent. Whether a time has passed already is not asked here: a request that is repeated is the
 * same request later.
 */
export function timesOf({ priority, startAt, expiresAt, quietHours }: Asked): TimesRequest {
  const start = startAt === undefined ? undefined : startOf(startAt);
  const end = expiresAt === undefined ? undefined : instantOf(expiresAt);
  return {
    ...(priority === 'urgent' && { priority }),
    ...(start && { start }),
    ...(end !== undefined && { expiresAt: end }),
    ...(quietHours && { quietHours }),
  };
}
