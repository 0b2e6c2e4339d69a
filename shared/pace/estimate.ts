/** What a tenant's gate has learned about the limit that Teams keeps to itself. Rates are requests a second. */
export interface Estimate {
  /** What the limit is taken for: the rate that is held before more is tried. */
  readonly limit: number;
  /** The rate that was refused last. */
  readonly refused: number;
  /** So many tries for more in a row were refused thereabouts: the next one is later and slower. */
  readonly sure: number;
  /** So many refusals in a row came soon after the one before: the next step down is longer. */
  readonly trips: number;
}

/** By how sure one is: for how long a rate is held before more is tried, seconds of sending, … */
const HOLD = [5, 30, 120, 300, 600] as const;
/** … and the share by which it then climbs in a second. */
const CLIMB = [0.01, 0.002, 0.001, 0.001, 0.001] as const;
/** One cannot be surer than this. */
export const SUREST = HOLD.length - 1;
/** So far above the estimate, and above what was refused last, the estimate is refuted; the climb is fast then. */
const REFUTED = 1.05;
const FAST = 0.1;
/** The share by which a rate is lowered that could not be held; doubled with each time in a row, and smaller the surer. */
const STEP = 0.03;
/** Seconds of sending within which a refusal is soon after the one before. */
const SOON = 10;
/** The slowest rate, requests a second: one a second still finds out when the storm is over. */
const SLOWEST = 1;

/**
 * The rate to send at.
 * @param sent for how long has been sent since the last refusal, seconds
 * @param ceiling the configured rate
 */
export function rateOf({ limit, refused, sure }: Estimate, sent: number, ceiling: number): number {
  const climb = CLIMB[sure]!;
  const climbing = Math.max(0, sent - HOLD[sure]!);
  const careful = Math.min(climbing, Math.log(Math.min(1.25, Math.max(REFUTED, refused / limit))) / climb);
  return Math.min(ceiling, limit * Math.exp(careful * climb + (climbing - careful) * FAST));
}

/**
 * What a refusal teaches.
 * @param rate the rate of the request that was refused
 * @param sent for how long had been sent since the refusal before, seconds
 */
export function learn(estimate: Estimate, rate: number, sent: number): Estimate {
  const { limit, trips } = estimate;
  // A pause makes Teams forget what was before it: what got through in less than a second is what fits in one. Who has
  // an idea of the limit does not give it up for that: another process may have sent meanwhile.
  if (sent < 1 && estimate.sure === 0)
    return lowered(estimate, rate, rate * Math.min(0.96, Math.max(0.5, 0.96 * sent)), 0);
  const sure = isThere(limit, rate) ? estimate.sure : 0;
  if (sent < HOLD[sure]!) {
    // It could not be held.
    const step = Math.min(0.25, (STEP / (1 + sure)) * 2 ** trips, 0.2 / sent);
    return lowered(estimate, rate, rate * (1 - step), sent < SOON ? trips + 1 : 0);
  }
  // A try for more: the limit is between what was held and what was refused.
  const surer = isThere(limit, rate) ? Math.min(sure + 1, SUREST) : 0;
  const between = Math.max(Math.min(limit, 0.995 * rate), Math.min(Math.sqrt(limit * rate), 0.99 * rate));
  return { limit: Math.max(SLOWEST, between), refused: rate, sure: surer, trips: 0 };
}

function lowered({ limit, sure }: Estimate, refused: number, to: number, trips: number): Estimate {
  return { limit: Math.max(SLOWEST, to), refused, sure: isThere(limit, to) ? sure : 0, trips };
}

function isThere(limit: number, rate: number): boolean {
  return rate > limit * 0.9 && rate < limit * 1.1;
}
