import { between, type Chance, oneOf } from './random.ts';

/** When an undertaking's broadcast may be sent, as its author decides. Durations are ms. */
export interface UndertakingTimes {
  /** It is scheduled for an instant so long after it was asked for. */
  readonly startAfter?: number;
  /** Each is due when their clocks show what the furthest ahead show so long after the start of the run, or before. */
  readonly localAfter?: number;
  /** It expires so long after it was asked for, and after its start. */
  readonly expiresAfter?: number;
  /** `HH:MM`. */
  readonly quietHours?: { readonly from: string; readonly to: string };
}

/** The time zones of people, a quarter of an hour apart: how far ahead of UTC their clocks are, minutes. */
const zones = { 'Asia/Kolkata': 330, 'Asia/Kathmandu': 345, 'Asia/Dhaka': 360 } as const;
const named = Object.keys(zones) as readonly (keyof typeof zones)[];

/** Of those whose clients told nothing, or something that is no time zone. */
export const DEFAULT_ZONE = 'Asia/Kathmandu';

/** What the client of somebody told of their time zone. @param i the number of the user */
export function toldZone(i: number): string | undefined {
  return [...named, undefined, 'Nowhere/Standard Time'][i % (named.length + 2)];
}

/** What the clocks of somebody show, ms as if it were UTC. */
export function wallOfUser(i: number, instant: number): number {
  return wallIn(named.find((name) => name === toldZone(i)) ?? DEFAULT_ZONE, instant);
}

/** What the clocks of the default zone show, likewise. */
export const defaultWall = (instant: number): number => wallIn(DEFAULT_ZONE, instant);

const wallIn = (zone: keyof typeof zones, instant: number): number => instant + zones[zone] * MINUTE;

const MINUTE = 60_000;
const FURTHEST = zones['Asia/Dhaka'] * MINUTE;
/** Once the furthest ahead are due, so long until the last are, ms. */
const SPREAD = FURTHEST - zones['Asia/Kolkata'] * MINUTE;

/** The local date and time that {@link UndertakingTimes.localAfter} speaks of, with seconds. */
export function localOf(start: number, localAfter: number): string {
  return new Date(start + FURTHEST + localAfter).toISOString().slice(0, 19);
}

/** Draws when a broadcast may be sent; nothing: at any time. */
export function drawTimes(chance: Chance): UndertakingTimes | undefined {
  if (chance() < 0.6) return undefined;
  const start = chance();
  const quiet = chance() < 0.4;
  const expires = chance() < 0.4;
  const times: UndertakingTimes = {
    ...(start < 0.4 && { startAfter: between(chance, 1_000, 90_000) }),
    ...(start > 0.6 && { localAfter: between(chance, -20 * MINUTE, 2 * MINUTE) }),
    ...(expires && { expiresAfter: between(chance, 5_000, 3 * MINUTE) }),
  };
  return quiet ? { ...times, quietHours: drawQuietHours(chance) } : times;
}

/** Not long after the start of the run, which is midnight in UTC; so that some may be sent to before, and some after. */
function drawQuietHours(chance: Chance): { from: string; to: string } {
  const from = zones[oneOf(chance, named)] + Math.floor(between(chance, -3, 4));
  const to = from + Math.floor(between(chance, 1, 25));
  const time = (minutes: number) => new Date(minutes * MINUTE).toISOString().slice(11, 16);
  return { from: time(from), to: time(to) };
}

/** How much later than at once the last may be due, ms. */
export function latest(times: UndertakingTimes | undefined): number {
  const quiet = times?.quietHours ? SPREAD + 30 * MINUTE : 0;
  const local = times?.localAfter === undefined ? 0 : SPREAD + Math.max(0, times.localAfter);
  return (times?.startAfter ?? 0) + quiet + local;
}
