import { between, type Chance, oneOf } from './random.ts';
import { fair, type Weather } from './weather.ts';

/**
 * Something that happens at an instant of its own, beside the weather.
 * - `kill`, `stop`, `freeze`: to a machine that runs
 * - `lose-gate`: the gate's row is gone
 * - `teams-fails`, `teams-is-silent`, `teams-throttles`, `storage-out`, `storage-crawls`: to every request, for a while
 */
export interface Strike {
  readonly what: keyof typeof kinds;
  /** After the start of the run, ms. */
  readonly at: number;
  /** For so long, ms; of a kill, a stop and a lost gate it says nothing. */
  readonly ms: number;
  /** Some requests to storage that crawls take up to this, ms. */
  readonly crawl?: number;
}

/** Storage that crawls takes up to this, there and back, ms, less than a try is given; and so much of all gets lost. */
const CRAWL = [500, 4_500] as const;
const LOST = 0.15;

/** How long each lasts, from and to, ms. */
const kinds = {
  kill: [0, 0],
  stop: [0, 0],
  freeze: [20_000, 90_000],
  'lose-gate': [0, 0],
  'teams-fails': [5_000, 90_000],
  'teams-is-silent': [5_000, 90_000],
  'teams-throttles': [5_000, 90_000],
  'storage-out': [5_000, 180_000],
  'storage-crawls': [5_000, 60_000],
} as const;

export type StrikeKind = keyof typeof kinds;

/** One strike of one of these kinds, within so many ms of the start. */
export function strikeOf(chance: Chance, among: readonly StrikeKind[], within: number): Strike {
  const what = oneOf(chance, among);
  const [least, most] = kinds[what];
  const strike = { what, at: between(chance, 500, within), ms: between(chance, least, most) };
  return what === 'storage-crawls' ? { ...strike, crawl: between(chance, ...CRAWL) } : strike;
}

/** The weather while strikes last. */
export function struckBy(weather: Weather, strikes: readonly Strike[], since: number): Weather {
  let struck = weather;
  for (const { what, at, ms, crawl = 0 } of strikes) {
    if (since < at || since >= at + ms) continue;
    if (what === 'teams-fails') struck = { ...struck, teams: { ...fair.teams, gateway: 1 } };
    if (what === 'teams-is-silent') struck = { ...struck, teams: { ...fair.teams, hang: 1 } };
    if (what === 'teams-throttles') struck = { ...struck, teams: { ...fair.teams, throttled: 1 } };
    if (what === 'storage-crawls')
      struck = { ...struck, storage: { ...struck.storage, crawls: crawl, lostRequest: LOST } };
    if (what === 'storage-out') struck = { ...struck, storage: { ...fair.storage, lostRequest: 1, silent: 1 } };
  }
  return struck;
}
