/** A seeded source of chance, 0 (inclusive) to 1 (exclusive): the same on every machine (mulberry32). */
export type Chance = () => number;

export function chanceOf(seed: number): Chance {
  let state = (seed * 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Another source for the same seed: what is drawn of it changes nothing of what is drawn of the first. */
export const besideOf = (seed: number): Chance => chanceOf((seed ^ 0x5bd1e995) >>> 0);

/** A third one, for what came later still. */
export const asideOf = (seed: number): Chance => chanceOf((seed ^ 0x27d4eb2f) >>> 0);

/** A number from `low` to `high`. */
export const between = (chance: Chance, low: number, high: number): number => low + (high - low) * chance();

/** One of the given. */
export const oneOf = <T>(chance: Chance, values: readonly T[]): T => values[Math.floor(chance() * values.length)]!;
