import { between, type Chance, chanceOf, oneOf } from '../simulation/random.ts';
import type { Interfere, StorageFault } from './storage-fault.ts';

/** The client gives a try up after 5 s (`TRY_MS`): answers come within that, or when nobody waits for them any more. */
const WITHIN_MS = [100, 4_000] as const;
const BEYOND_MS = [5_500, 9_000] as const;

const halfTheTime = (chance: Chance): boolean => chance() < 0.5;

/** What can go wrong between an app and its storage, by name; each before or after storage did what it was asked. */
const kinds = {
  reset: (chance) => ({ kind: 'reset', carriedOut: halfTheTime(chance) }),
  'half-open': (chance) => ({ kind: 'hang', carriedOut: halfTheTime(chance) }),
  slow: (chance) => ({ kind: 'slow', ms: between(chance, ...WITHIN_MS), carriedOut: halfTheTime(chance) }),
  'too-slow': (chance) => ({ kind: 'slow', ms: between(chance, ...BEYOND_MS), carriedOut: halfTheTime(chance) }),
  cut: () => ({ kind: 'cut' }),
  error: (chance) => ({ kind: 'error', ...oneOf(chance, answers), carriedOut: halfTheTime(chance) }),
} as const satisfies Record<string, (chance: Chance) => StorageFault>;

const answers = [
  { status: 500, code: 'InternalError' },
  { status: 503, code: 'ServerBusy' },
] as const;

export type Mishap = keyof typeof kinds;

export const mishaps = Object.keys(kinds) as readonly Mishap[];

/** What goes wrong with how many of the requests, while it is on. */
export class Mishaps {
  /** Nothing goes wrong until this is set. */
  on = false;
  #struck = 0;
  readonly #chance: Chance;
  readonly #probability: number;
  readonly #among: readonly Mishap[];

  /**
   * @param seed the same makes the same happen to the n-th request
   * @param probability of each request, 0 to 1
   * @param among one of these happens then
   */
  constructor(seed: number, probability: number, among: readonly Mishap[] = mishaps) {
    this.#chance = chanceOf(seed);
    this.#probability = probability;
    this.#among = among;
  }

  /** How many requests something went wrong with. */
  get struck(): number {
    return this.#struck;
  }

  readonly interfere: Interfere = () => {
    if (!this.on || this.#chance() >= this.#probability) return undefined;
    this.#struck++;
    return kinds[oneOf(this.#chance, this.#among)](this.#chance);
  };
}
