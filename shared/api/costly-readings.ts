import type { Clock } from '../clock.ts';

/** A reading is made again after so many times what it took: no more than a twentieth of the time is spent on it. */
const TIMES = 20;
/** It is shown for so long at least, and at most, ms. */
const LEAST = 1_000;
const MOST = 5 * 60_000;

interface Reading<T> {
  readonly value: Promise<T>;
  /** When it is no longer shown (monotonic); absent while it is made: then it is everybody's who asks. */
  until?: number;
}

/**
 * Readings that may take long, shared by all viewers of a process: one at a time is made for a key, and what it came to
 * is shown the longer the more it took. So many who look on cost what one costs, and what is read must say how old it is.
 */
export class CostlyReadings<T> {
  readonly #clock: Clock;
  readonly #readings = new Map<string, Reading<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was read a while ago, is being read, or is read now. A reading that fails is nobody's but theirs who waited. */
  read(key: string, make: () => Promise<T>): Promise<T> {
    this.#forgetOld();
    const known = this.#readings.get(key);
    if (known) return known.value;
    const beganAt = this.#clock.monotonic();
    const reading: Reading<T> = { value: make() };
    this.#readings.set(key, reading);
    reading.value.then(
      () => {
        const took = this.#clock.monotonic() - beganAt;
        reading.until = beganAt + Math.min(MOST, Math.max(LEAST, took * (TIMES + 1)));
      },
      () => this.#readings.delete(key),
    );
    return reading.value;
  }

  #forgetOld(): void {
    const now = this.#clock.monotonic();
    for (const [key, { until }] of this.#readings) {
      if (until !== undefined && until <= now) this.#readings.delete(key);
    }
  }
}
