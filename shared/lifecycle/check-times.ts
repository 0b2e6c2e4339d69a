import type { TimesRequest } from '../broadcast/parse-times.ts';
import { Faults } from '../input/faults.ts';
import { invalidRequest } from '../input/invalid-request.ts';
import { aroundTheWorld } from '../schedule/timetable.ts';

/** A start that has passed for longer than this is a mistake; until then it means now. ms. */
const LATE = 5 * 60_000;
/** A job may have been on a queue for so long, and have been given up and put back meanwhile, ms: it was in time once. */
const LATE_ON_QUEUE = 7 * 86_400_000;
/** Nothing is scheduled further ahead, ms: a year, and a day for the zones. */
const FAR = 367 * 86_400_000;

/**
 * Whether the times asked for are still to come.
 * @param now when they were asked for, service clock, ms
 * @param queued it has come over a queue: what has passed meanwhile is no mistake
 * @returns when planning may begin, ms; nothing: at once
 * @throws {Problem} `invalid-request`
 */
export function checkTimes({ start, expiresAt }: TimesRequest, now: number, queued: boolean): number | undefined {
  const faults = new Faults();
  const { first, last } = spanOf(start, now);
  if (last < now - (queued ? LATE_ON_QUEUE : LATE))
    faults.add('/startAt', 'time-passed', 'It has passed. Leave it out to begin at once.');
  if (first > now + FAR) faults.add('/startAt', 'time-too-far', 'It is more than a year ahead.');
  if (expiresAt !== undefined && expiresAt <= now - (queued ? LATE_ON_QUEUE : 0))
    faults.add('/expiresAt', 'time-passed', 'It has passed.');
  if (expiresAt !== undefined && expiresAt > now + 2 * FAR) {
    faults.add('/expiresAt', 'time-too-far', 'It is more than two years ahead.');
  }
  if (faults.count > 0) throw invalidRequest(faults);
  return start && first;
}

/** The first and the last instant at which anybody may be due. */
function spanOf(start: TimesRequest['start'], now: number): { first: number; last: number } {
  if (!start) return { first: now, last: now };
  return 'at' in start ? { first: start.at, last: start.at } : aroundTheWorld(start.local);
}
