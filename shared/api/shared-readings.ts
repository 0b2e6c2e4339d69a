import type { Clock } from '../clock.ts';

/** A reading that began longer ago is not shown to anybody who asks now, ms: less than any viewer waits between two. */
const MAX_AGE = 1_000;

interface Reading<T> {
  readonly beganAt: number;
  readonly value: Promise<T>;
}

/**
 * Readings that all viewers of a process share: a hundred who poll cost what one costs, a reading a second. Its age
 * counts from its beginning, so nobody is shown what was true more than a second before they asked, however long a
 * reading takes.
 */
export class SharedReadings<T> {
  readonly #clock: Clock;
  readonly #mayReuse: (value: T) => boolean;
  /** In the order in which they began. */
  readonly #readings = new Map<string, Reading<T>>();

  /** @param mayReuse whether what was read may be shown again; else it is for those alone who asked meanwhile */
  constructor(clock: Clock, mayReuse: (value: T) => boolean = () => true) {
    this.#clock = clock;
    this.#mayReuse = mayReuse;
  }

  /** What a reading shows that began a second ago at most; if there is none, of one that begins now. */
  read(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#readings.get(key);
    return known && this.#isYoung(known) ? known.value : this.begin(key, make);
  }

  /** What a reading shows that begins now: it knows all that was done before. Later ones share it. */
  begin(key: string, make: () => Promise<T>): Promise<T> {
    this.#forgetOld();
    const reading = { beganAt: this.#clock.monotonic(), value: make() };
    const forget = () => {
      if (this.#readings.get(key) === reading) this.#readings.delete(key);
    };
    // Deleted first: setting a key that is there would leave it in its old place in the order.
    this.#readings.delete(key);
    this.#readings.set(key, reading);
    reading.value.then((value) => this.#mayReuse(value) || forget(), forget);
    return reading.value;
  }

  /** What began before is shown to nobody who asks from now on. */
  forget(key: string): void {
    this.#readings.delete(key);
  }

  /** As {@link forget}, of all: something was done that concerns them all. */
  forgetAll(): void {
    this.#readings.clear();
  }

  #isYoung({ beganAt }: Reading<T>): boolean {
    return this.#clock.monotonic() - beganAt < MAX_AGE;
  }

  #forgetOld(): void {
    for (const [key, reading] of this.#readings) {
      if (this.#isYoung(reading)) return;
      this.#readings.delete(key);
    }
  }
}
