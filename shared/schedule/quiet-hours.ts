import { instantsOf, wallClock } from './time-zone.ts';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** When nobody is to be sent to, by the clocks of each recipient. */
export interface QuietHours {
  /** `HH:MM`, from then on. */
  readonly from: string;
  /** `HH:MM` up to `24:00`, not any more then; not later than `from`: of the next day. */
  readonly to: string;
  /** The days on which they begin; absent: every day. In the order of the week, each once. */
  readonly days?: readonly Weekday[];
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** Minutes from midnight of `HH:MM`; nothing when it is no time of day. @param most the last minute there is */
export function minutesOf(time: string, most = 1_439): number | undefined {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(time) ?? [];
  const sum = Number(hours) * 60 + Number(minutes);
  return sum <= most ? sum : undefined;
}

/**
 * If it is quiet in a zone at an instant, when that ends (ms since 1970): at once perhaps the next quiet hours begin.
 * Nothing when it is not quiet.
 */
export function quietUntil({ from, to, days }: QuietHours, zone: string, instant: number): number | undefined {
  const begin = minutesOf(from)! * MINUTE;
  const end = minutesOf(to, 1_440)! * MINUTE;
  const wall = wallClock(zone, instant);
  const today = Math.floor(wall / DAY) * DAY;
  for (const day of [today, today - DAY]) {
    // The first of January 1970 was a Thursday.
    const weekday = weekdays[(((day / DAY + 3) % 7) + 7) % 7]!;
    if (days && !days.includes(weekday)) continue;
    const over = day + end + (end <= begin ? DAY : 0);
    if (wall < day + begin || wall >= over) continue;
    const [first, second = first] = instantsOf(zone, over);
    return first > instant ? first : Math.max(second, instant + 1);
  }
  return undefined;
}
