import type { Clock } from '../clock.ts';
import { Problem } from '../errors/problem.ts';

/** Requests that may come at once, in seconds' worth of the rate. */
const BURST = 5;
/** Callers that are remembered; of more, those who are within their rate are forgotten. */
const MOST = 10_000;

/**
 * How often each caller may ask one instance: a token bucket for each, kept as the instant when it will be full again.
 * What it is against is a program that runs in circles, and one instance taken up by it. So each instance counts for
 * itself: a count for all would cost storage at each request, and neither storage nor Teams need it, for viewers share
 * readings, the day has its guard, and what is sent goes through the gate. Of a hundred people who look on under one
 * identity each asks every two seconds at most (`pollAfterMs`): half of the default.
 */
export class RequestRate {
  readonly #clock: Clock;
  /** Ms that one request takes of the bucket, and that the bucket holds. */
  readonly #each: number;
  readonly #all = BURST * 1_000;
  readonly #fullAt = new Map<string, number>();

  /** @param rate requests a second */
  constructor(rate: number, clock: Clock) {
    this.#clock = clock;
    this.#each = 1_000 / rate;
  }

  /** Counts a request. @throws {Problem} too-many-requests, which is not counted */
  take(caller: string): void {
    const now = this.#clock.monotonic();
    const fullAt = Math.max(now, this.#fullAt.get(caller) ?? now) + this.#each;
    const wait = fullAt - now - this.#all;
    if (wait > 0) throw new Problem('too-many-requests', { retryAfter: Math.ceil(wait / 1_000) });
    if (this.#fullAt.size >= MOST) this.#forget(now);
    this.#fullAt.set(caller, fullAt);
  }

  #forget(now: number): void {
    for (const [caller, fullAt] of this.#fullAt) {
      if (fullAt <= now) this.#fullAt.delete(caller);
    }
  }
}
