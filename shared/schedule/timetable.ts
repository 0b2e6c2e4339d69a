import { type QuietHours, quietUntil } from './quiet-hours.ts';
import { instantsOf } from './time-zone.ts';

/** What a broadcast says about when it may be sent. */
export interface Times {
  /** A local date and time, by each recipient's clocks: `2026-12-01T09:00`. */
  readonly startLocal?: string;
  readonly quietHours?: QuietHours;
  /** ms since 1970. */
  readonly expiresAt?: number;
  /** `urgent` passes quiet hours. */
  readonly priority?: 'urgent';
}

/** Quiet hours that follow on each other end within a week: always quiet is refused at the door. */
const MOST_IN_A_ROW = 9;

/** When each recipient of a broadcast may be sent to. Instants are ms since 1970. */
export class Timetable {
  readonly #start: number | undefined;
  readonly #quiet: QuietHours | undefined;
  readonly #expiresAt: number;
  readonly #lead: number;

  /** @param lead how long after it is decided to send to somebody the message may still leave, ms */
  constructor({ startLocal, quietHours, expiresAt, priority }: Times, lead: number) {
    this.#start = startLocal === undefined ? undefined : wallOf(startLocal);
    this.#quiet = priority === 'urgent' ? undefined : quietHours;
    this.#expiresAt = expiresAt ?? Number.POSITIVE_INFINITY;
    this.#lead = lead;
  }

  /** Whether recipients are due at times of their own: then those of one shard may be hours apart. */
  get isByZone(): boolean {
    return this.#start !== undefined || this.#quiet !== undefined;
  }

  /** Whether whoever is sent must be known with a time zone: their hours are looked at whenever they might be sent to. */
  get hasQuietHours(): boolean {
    return this.#quiet !== undefined;
  }

  /** Nobody is sent to any more: what would be decided now might leave too late. */
  isOver(now: number): boolean {
    return now + this.#lead >= this.#expiresAt;
  }

  /** When a zone's clocks show the local start; 0 when there is none. */
  startIn(zone: string): number {
    return this.#start === undefined ? 0 : instantsOf(zone, this.#start)[0];
  }

  /** The first instant from this one on at which it is not quiet in a zone, nor will be before a message has left. */
  openFrom(zone: string, instant: number): number {
    if (!this.#quiet) return instant;
    let open = instant;
    for (let i = 0; i < MOST_IN_A_ROW; i++) {
      const end = quietUntil(this.#quiet, zone, open) ?? quietUntil(this.#quiet, zone, open + this.#lead);
      if (end === undefined) break;
      open = end;
    }
    return open;
  }
}

/** A local date and time as milliseconds, as if it were UTC. */
export function wallOf(local: string): number {
  return Date.parse(`${local}Z`);
}

/** The zones whose clocks are furthest ahead of UTC, and furthest behind, ms. */
const FURTHEST_AHEAD = 14 * 3_600_000;
const FURTHEST_BEHIND = 12 * 3_600_000;

/** The instants at which a local time comes first and last anywhere on earth. */
export function aroundTheWorld(local: string): { readonly first: number; readonly last: number } {
  const wall = wallOf(local);
  return { first: wall - FURTHEST_AHEAD, last: wall + FURTHEST_BEHIND };
}
