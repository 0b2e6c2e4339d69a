import { parseCron } from './cron.ts';
import { parseTimeSpan } from './time-span.ts';

/** When a timer comes. */
export interface Schedule {
  /** The first occurrence after `time`, both in milliseconds since 1970. */
  next(time: number): number;
  /** Whether the host keeps a status of it: as in Azure, not for what comes more than once a minute, or has `useMonitor` off. */
  readonly monitored: boolean;
}

/**
 * Reads a timer's schedule: a NCRONTAB expression, or a time span between two occurrences.
 * @throws {RangeError} when it is neither
 */
export function parseSchedule(text: string): Schedule {
  const span = parseTimeSpan(text);
  if (span === undefined) {
    const cron = parseCron(text);
    return { next: cron.next, monitored: !cron.subMinute };
  }
  if (span === 0) throw new RangeError(`Not a schedule: "${text}" is no time at all`);
  return { next: (time) => time + span, monitored: span >= 60_000 };
}
