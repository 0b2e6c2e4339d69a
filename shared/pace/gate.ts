import type { Block, Blocked } from './blocked.ts';
import { type Estimate, learn, rateOf } from './estimate.ts';
import { type Demand, type Lanes, lanesAfter, livePaced, noLanes, reservedBy, urgentAfter } from './lanes.ts';

/**
 * The one entity of a tenant through which every request to Teams must pass. Times are milliseconds since 1970 by the
 * storage service's clock; `rate` is requests a second.
 */
export interface Gate extends Estimate, Lanes {
  /** The rate of the last reservation. */
  readonly rate: number;
  /** Theoretical arrival time (GCRA): the first instant that is not reserved yet. */
  readonly tat: number;
  /** When it was last reserved at, or when it may be again. */
  readonly at: number;
  /** What has been reserved since the last episode, in seconds of its rate. */
  readonly sent: number;
  /** The estimate before anything was learned that a storm may have taught. */
  readonly former: number;
  /** The newest episode in which Teams took a request. */
  readonly heard: number;
  /** Nobody sends until then. */
  readonly pauseUntil: number;
  /** The throttling episode: a 429 to a request reserved under an older one has been counted already. */
  readonly gen: number;
  /** Episodes in a row since Teams last took a request; while there are any, only probes are sent. */
  readonly storm: number;
  /** Outages of Teams in a row without a success; while there are any, only probes are sent. */
  readonly outages: number;
  readonly blocked: Blocked;
  /** The newest version of each message that was edited while it is being sent: who sends hears of it by this. */
  readonly edits: Readonly<Record<string, number>>;
}

/** What the policy of the pace is made of. */
export interface PaceLimits {
  /** The configured rate, requests a second. */
  readonly ceiling: number;
  readonly reserveAhead: number;
  readonly reserveLead: number;
  readonly urgentLife: number;
  readonly throttlePause: number;
  readonly throttlePauseMax: number;
  readonly stormPauseMax: number;
  readonly outagePause: number;
  readonly outagePauseMax: number;
  /** After a probe nobody asks again before its answers have come or been given up. */
  readonly callTimeout: number;
}

/** A probe after an outage is at most this many requests: enough to see an answer, few enough to be unsure about. */
export const PROBE = 5;

/** What others have reserved goes out at the rate that was refused: so much room is left after it, ms. */
const AFTER_OTHERS = 100;

/**
 * Who has a rate of its own may reserve so many times as far ahead: at the moment at which all may, others are faster. Its
 * few tokens live as long as any.
 */
export const LIMITED_AHEAD = 2;

/** An estimate that nobody has used for so long is forgotten, ms: limits change. */
const FORGET = 3_600_000;

/** A gate nobody has used yet: nothing may begin before `first`. */
export function newGate(
  ceiling: number,
  now: number,
  first: number,
  blocked: Blocked,
  edits: Gate['edits'] = {},
): Gate {
  // Episodes are counted on from the millisecond: what was reserved at a gate that got lost is older than any of this.
  const gen = Math.floor(now);
  return {
    ...{ rate: ceiling, tat: first, at: now, pauseUntil: 0, gen, storm: 0, outages: 0, blocked, edits },
    ...noLanes,
    ...{ ...unknown(ceiling), sent: 0, former: ceiling, heard: gen - 1 },
  };
}

function unknown(ceiling: number): Estimate {
  return { limit: ceiling, refused: ceiling, sure: 0, trips: 0 };
}

/** What a reservation comes to: requests from `start` on, one every 1/rate, or when to ask again. */
export type Reservation =
  | { readonly kind: 'granted'; readonly requests: number; readonly start: number; readonly gate: Gate }
  | { readonly kind: 'later'; readonly at: number };

/**
 * Reserves up to `want` requests.
 * @param now the service's time
 * @param heard the newest episode in which this process has seen Teams take a request
 * @param demand who wants them: bulk, unless it says so
 */
export function reserve(
  gate: Gate,
  want: number,
  now: number,
  heard: number,
  limits: PaceLimits,
  demand: Demand = { urgent: false },
): Reservation {
  const start = Math.max(gate.tat, gate.pauseUntil, now + limits.reserveLead);
  const ahead = (demand.limited ? LIMITED_AHEAD : 1) * limits.reserveAhead;
  if (start > now + ahead) return { kind: 'later', at: start - ahead };
  if (!demand.urgent && gate.urgentUntil > now) return { kind: 'later', at: gate.urgentUntil };
  const { limited } = demand;
  const next = (limited && gate.paced[limited.broadcast]?.next) ?? 0;
  // Slots follow each other without a gap: one that begins later would leave the time before it to nobody.
  if (next > start) return { kind: 'later', at: next - limits.reserveLead };
  const estimate = now - gate.at > FORGET ? unknown(limits.ceiling) : gate;
  const rate = rateOf(estimate, gate.sent, limits.ceiling);
  const probing = isProbing(gate);
  const paced = livePaced(gate, now);
  const second = Math.max(1, Math.floor((rate * limits.reserveAhead) / 1000) - (limited ? 0 : reservedBy(paced)));
  const requests = Math.min(want, probing ? PROBE : second, limited?.maxRate ?? want);
  const tat = start + (probing ? limits.callTimeout : (requests * 1000) / rate);
  const reserved = { rate, tat, at: now, sent: gate.sent + requests / rate, heard: Math.max(gate.heard, heard) };
  const lanes = lanesAfter({ ...gate, paced }, demand, { now, start, requests }, limits.urgentLife);
  return { kind: 'granted', requests, start, gate: { ...gate, ...estimate, ...reserved, ...lanes } };
}

/** Whether Teams takes nothing, for all one knows: then a few requests at a time find out. */
export function isProbing({ storm, outages }: Pick<Gate, 'storm' | 'outages'>): boolean {
  return storm > 0 || outages > 0;
}

/** A request that was answered 429, and what its process knows. */
export interface Refusal {
  /** The episode it was reserved in. */
  readonly gen: number;
  /** The rate it was reserved at, and for how long had been sent since the episode before, seconds. */
  readonly rate: number;
  readonly sent: number;
  /** The newest episode in which this process has seen Teams take a request. */
  readonly heard: number;
  /** Nobody else seems to reserve at this gate: no token of its is alive any more. */
  readonly alone: boolean;
  /** What Teams asked for, ms. */
  readonly retryAfter: number | undefined;
}

/**
 * A request was answered 429.
 * @param random 0 to 1: spreads who wakes when
 * @returns the gate to write, or nothing when this episode has been counted
 */
export function throttle(
  gate: Gate,
  refusal: Refusal,
  now: number,
  random: number,
  limits: PaceLimits,
): Gate | undefined {
  if (refusal.gen < gate.gen) return undefined;
  const heard = Math.max(gate.heard, refusal.heard);
  // Nothing was taken between two pauses: this is no limit on the rate, and neither was the episode before.
  const storm = heard < gate.gen - 2 ? gate.storm + 1 : 0;
  const lesson: Estimate = storm > 0 ? { ...gate, limit: gate.former } : learn(gate, refusal.rate, refusal.sent);
  const asked = refusal.retryAfter ?? Math.min(limits.throttlePause * 2 ** Math.min(storm, 16), limits.stormPauseMax);
  const pause = Math.min(Math.max(asked, 100), limits.throttlePauseMax) * (1 + 0.1 * random);
  const tat = refusal.alone || isProbing(gate) ? Math.min(gate.tat, now) : gate.tat + AFTER_OTHERS;
  const { limit, refused, sure, trips } = lesson;
  const pauseUntil = Math.max(gate.pauseUntil, now + pause);
  return {
    ...{ ...gate, limit, refused, sure, trips, rate: limit, storm, heard, at: now + pause, gen: gate.gen + 1 },
    // Others may still send what they have reserved; then the second before the first request after this is not empty.
    sent: tat > now + pause - 1_000 ? 1 : 0,
    former: storm > 0 || heard < gate.gen ? gate.former : Math.max(limit, refusal.sent < 10 ? gate.limit : 0),
    tat,
    pauseUntil,
    urgentUntil: urgentAfter(gate, pauseUntil, now, limits.urgentLife),
  };
}

/** Teams answers nobody: everyone pauses, twice as long each time, and then only probes. */
export function outage(gate: Gate, gen: number, now: number, random: number, limits: PaceLimits): Gate | undefined {
  if (gen < gate.gen) return undefined;
  const pause = Math.min(limits.outagePause * 2 ** Math.min(gate.outages, 16), limits.outagePauseMax);
  const until = now + pause * (1 + 0.1 * random);
  const pauseUntil = Math.max(gate.pauseUntil, until);
  return {
    ...gate,
    gen: gate.gen + 1,
    outages: gate.outages + 1,
    at: until,
    pauseUntil,
    urgentUntil: urgentAfter(gate, pauseUntil, now, limits.urgentLife),
  };
}

/**
 * Teams answers again: the wait for the probe's answers is over.
 * @param gen the episode of the request that was answered: after a storm only a probe's answer says that it is over
 */
export function recovered(gate: Gate, gen: number, now: number): Gate | undefined {
  if (!isProbing(gate) || (gate.storm > 0 && gen < gate.gen)) return undefined;
  return { ...gate, storm: 0, outages: 0, at: now, tat: Math.min(gate.tat, now), heard: Math.max(gate.heard, gen) };
}

/** The gate with one broadcast's entry as it must be, or without one. */
export function withBlock(gate: Gate, broadcast: string, block: Block | undefined): Gate {
  const { [broadcast]: before, ...others } = gate.blocked;
  const same = before !== undefined && before.why === block?.why && before.run === block.run;
  return { ...gate, blocked: block ? { ...others, [broadcast]: same ? before : block } : others };
}

/** The gate with the newest version of a broadcast's message; nothing is said of one that is as it was sent first. */
export function withEdit(gate: Gate, broadcast: string, version: number | undefined): Gate {
  const { [broadcast]: _, ...others } = gate.edits;
  return { ...gate, edits: version === undefined ? others : { ...others, [broadcast]: version } };
}
