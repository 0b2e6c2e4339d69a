import type { Clock } from '../../shared/clock.ts';
import { between, type Chance } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/**
 * One process of the app on one machine: it can crash, freeze and be told to stop. What it waits for comes through
 * here, so a dead one never hears anything again, and a frozen one hears it when it thaws.
 */
export class Machine {
  readonly name: string;
  readonly time: VirtualTime;
  readonly chance: Chance;
  /** How far its idea of the service's time is off, ms. */
  readonly skew: number;
  readonly stopping = new AbortController();
  #alive = true;
  #frozenUntil = 0;
  #frozeAt = 0;

  constructor(name: string, time: VirtualTime, chance: Chance, skew: number) {
    this.name = name;
    this.time = time;
    this.chance = chance;
    this.skew = skew;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** When it last began to freeze and when that ended: what it sends in between is excused. */
  get lastFreeze(): { readonly from: number; readonly until: number } {
    return { from: this.#frozeAt, until: this.#frozenUntil };
  }

  crash(): void {
    this.#alive = false;
  }

  /** Whether it has been frozen at all since an instant, or is dead: what it knew may have been lost. */
  hasFaltered(since: number): boolean {
    return !this.#alive || this.#frozenUntil > since;
  }

  freeze(ms: number): void {
    if (this.#frozenUntil < this.time.now) this.#frozeAt = this.time.now;
    this.#frozenUntil = Math.max(this.#frozenUntil, this.time.now + ms);
  }

  /** Lets this machine hear something after `ms`, or when it thaws, or never. */
  hear(ms: number, listen: () => void): void {
    this.time.after(ms, () => {
      if (!this.#alive) return;
      if (this.#frozenUntil > this.time.now) this.hear(this.#frozenUntil - this.time.now, listen);
      else listen();
    });
  }

  readonly clock: Clock = {
    now: () => this.time.now + this.skew,
    monotonic: () => this.time.now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const done = () => {
          signal?.removeEventListener('abort', done);
          resolve();
        };
        signal?.addEventListener('abort', done, { once: true });
        this.hear(ms, done);
      }),
  };

  /** The time a request or an answer takes, ms. */
  travel(low: number, high: number): number {
    return between(this.chance, low, high);
  }
}
