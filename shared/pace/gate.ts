import { Columns, hasShape, isCount, isInstant } from '../storage/columns.ts';
import type { Values } from '../storage/table.ts';

/** Why a broadcast may not send, and the run it holds for. */
export interface Block {
  readonly why: 'canceled' | 'paused' | 'stopped';
  readonly run: number;
  /** Since when the gate has said so: whatever was reserved before is dead a token's life later. */
  readonly since: number;
}

/**
 * The one entity of a tenant through which every request to Teams must pass. Times are milliseconds since 1970 by the
 * storage service's clock; `rate` is requests a second.
 */
export interface Gate {
  readonly rate: number;
  /** Theoretical arrival time (GCRA): the first instant that is not reserved yet. */
  readonly tat: number;
  /** When `rate` was last brought up to date. */
  readonly at: number;
  /** Nobody sends until then. */
  readonly pauseUntil: number;
  /** The throttling episode: a 429 to a request reserved under an older one has been counted already. */
  readonly gen: number;
  /** Episodes in a row, each soon after the other; sets the pause where Teams names none. */
  readonly storm: number;
  /** Outages of Teams in a row without a success; while there are any, only probes are sent. */
  readonly outages: number;
  readonly blocked: Readonly<Record<string, Block>>;
}

/** What the policy of the pace is made of. */
export interface PaceLimits {
  /** The configured rate, requests a second. */
  readonly ceiling: number;
  readonly reserveAhead: number;
  readonly throttlePause: number;
  readonly throttlePauseMax: number;
  readonly outagePause: number;
  readonly outagePauseMax: number;
  /** After a probe nobody asks again before its answers have come or been given up. */
  readonly callTimeout: number;
}

/** A probe after an outage is at most this many requests: enough to see an answer, few enough to be unsure about. */
export const PROBE = 5;

/** An episode multiplies the rate by this; additive increase and multiplicative decrease find the limit (AIMD). */
const DECREASE = 0.8;
/** Seconds in which the rate climbs from nothing back to its ceiling. */
const CLIMB_SECONDS = 120;
/** The slowest rate an episode leaves, requests a second: one a second still finds out when the storm is over. */
const SLOWEST = 1;

/** A gate nobody has used yet: nothing may begin before `first`. */
export function newGate(ceiling: number, now: number, first: number, blocked: Gate['blocked']): Gate {
  // Episodes are counted on from the millisecond: what was reserved at a gate that got lost is older than any of this.
  return { rate: ceiling, tat: first, at: now, pauseUntil: 0, gen: Math.floor(now), storm: 0, outages: 0, blocked };
}

/** What a reservation comes to: requests from `start` on, one every 1/rate, or when to ask again. */
export type Reservation =
  | { readonly kind: 'granted'; readonly requests: number; readonly start: number; readonly gate: Gate }
  | { readonly kind: 'later'; readonly at: number };

/**
 * Reserves up to `want` requests.
 * @param now the service's time
 */
export function reserve(gate: Gate, want: number, now: number, limits: PaceLimits): Reservation {
  if (gate.pauseUntil > now) return { kind: 'later', at: gate.pauseUntil };
  const start = Math.max(gate.tat, now);
  if (start > now + limits.reserveAhead) return { kind: 'later', at: start - limits.reserveAhead };
  const rate = climbedRate(gate, now, limits);
  const most = gate.outages > 0 ? PROBE : Math.max(1, Math.floor((rate * limits.reserveAhead) / 1000));
  const requests = Math.min(want, most);
  const tat = start + (gate.outages > 0 ? limits.callTimeout : (requests * 1000) / rate);
  return { kind: 'granted', requests, start, gate: { ...gate, rate, at: now, tat } };
}

function climbedRate(gate: Gate, now: number, limits: PaceLimits): number {
  const climbed = gate.rate + (Math.max(0, now - gate.at) / 1000) * (limits.ceiling / CLIMB_SECONDS);
  return Math.min(limits.ceiling, climbed);
}

/**
 * A request reserved under episode `gen` was answered 429.
 * @param retryAfter what Teams asked for, ms
 * @param random 0 to 1: spreads who wakes when
 * @returns the gate to write, or nothing when this episode has been counted
 */
export function throttle(
  gate: Gate,
  gen: number,
  now: number,
  retryAfter: number | undefined,
  random: number,
  limits: PaceLimits,
): Gate | undefined {
  if (gen < gate.gen) return undefined;
  const storm = now - gate.pauseUntil < 60_000 ? gate.storm + 1 : 1;
  const asked = retryAfter ?? limits.throttlePause * 2 ** Math.min(storm - 1, 16);
  const pause = Math.min(Math.max(asked, 100), limits.throttlePauseMax) * (1 + 0.1 * random);
  const rate = Math.max(SLOWEST, climbedRate(gate, now, limits) * DECREASE);
  return {
    ...gate,
    rate,
    at: now + pause,
    gen: gate.gen + 1,
    storm,
    pauseUntil: Math.max(gate.pauseUntil, now + pause),
  };
}

/** Teams answers nobody: everyone pauses, twice as long each time, and then only probes. */
export function outage(gate: Gate, gen: number, now: number, random: number, limits: PaceLimits): Gate | undefined {
  if (gen < gate.gen) return undefined;
  const pause = Math.min(limits.outagePause * 2 ** Math.min(gate.outages, 16), limits.outagePauseMax);
  const until = now + pause * (1 + 0.1 * random);
  return {
    ...gate,
    gen: gate.gen + 1,
    outages: gate.outages + 1,
    at: until,
    pauseUntil: Math.max(gate.pauseUntil, until),
  };
}

/** Teams answers again: the wait for the probe's answers is over. */
export function recovered(gate: Gate, now: number): Gate | undefined {
  return gate.outages === 0 ? undefined : { ...gate, outages: 0, at: now, tat: Math.min(gate.tat, now) };
}

/** The gate with one broadcast's entry as it must be, or without one. */
export function withBlock(gate: Gate, broadcast: string, block: Block | undefined): Gate {
  const { [broadcast]: before, ...others } = gate.blocked;
  const same = before !== undefined && before.why === block?.why && before.run === block.run;
  return { ...gate, blocked: block ? { ...others, [broadcast]: same ? before : block } : others };
}

/** Whether a broadcast's run may not send by this list. */
export function isBlocked(blocked: Gate['blocked'], broadcast: string, run: number): boolean {
  const block = blocked[broadcast];
  return block !== undefined && block.run >= run;
}

export function encodeGate(gate: Gate): Values {
  const { blocked, ...numbers } = gate;
  return { v: 1, ...numbers, blocked: JSON.stringify(blocked) };
}

/** The one row of a tenant's partition in the table of gates. */
export const GATE_ROW = 'gate';

/** Reads a gate's row. @throws {DamagedRow} */
export function decodeGate(values: Values, tenant: string): Gate {
  const c = new Columns({ table: 'Gates', partition: tenant, row: GATE_ROW }, values);
  return {
    rate: c.positive('rate'),
    tat: c.instant('tat'),
    at: c.instant('at'),
    pauseUntil: c.instant('pauseUntil'),
    gen: c.count('gen'),
    storm: c.count('storm'),
    outages: c.count('outages'),
    blocked: c.json('blocked', (value) => (areBlocks(value) ? value : undefined)),
  };
}

const isBlock = (value: unknown): value is Block =>
  hasShape<Block>(value, {
    why: (why) => why === 'canceled' || why === 'paused' || why === 'stopped',
    run: isCount,
    since: isInstant,
  });
const areBlocks = (value: unknown): value is Gate['blocked'] =>
  hasShape<object>(value, {}) && Object.values(value).every(isBlock);
