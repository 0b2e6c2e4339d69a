import type { PaceRun } from './run.ts';

/** How well a pace was held. */
export interface Holding {
  /** Requests taken, over those that the limit and the configured rate would have let through since the first. */
  readonly share: number;
  /** Of all requests, those answered 429 outside the storm. */
  readonly refused: number;
  /** Seconds from the end of the storm until ten seconds in which at least 95 % were held began. */
  readonly recovery?: number;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const HELD = 0.95;

/** Judges a run. Seconds of a storm count for nothing, nor does the minute that it takes to come back at most. */
export function holdingOf({ of, accepted, refused }: PaceRun): Holding {
  const goal = Math.min(of.configured, of.perSecond);
  const end = of.storm && of.storm.from + of.storm.seconds;
  const counts = (counted: readonly number[]) =>
    counted.filter((_, second) => second >= first && !(of.storm && second >= of.storm.from && second < end! + 60));
  const first = accepted.findIndex((count) => count > 0);
  const [taken, thrown] = [counts(accepted), counts(refused)];
  const share = sum(taken) / taken.length / goal;
  const part = sum(thrown) / (sum(taken) + sum(thrown));
  if (end === undefined) return { share, refused: part };
  const holds = (second: number) => sum(accepted.slice(second, second + 10)) >= HELD * goal * 10;
  const recovered = accepted.findIndex((_, second) => second >= end && holds(second));
  return { share, refused: part, recovery: recovered < 0 ? Number.POSITIVE_INFINITY : recovered - end };
}
