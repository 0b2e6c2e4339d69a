import { type Limiter, type Rule, slidingWindows, tokenBucket } from './windows.ts';

/** What a request costs in a thread: sends (updates, deletes and replies too), creates and roster calls count apart. */
export type ThreadBudget = 'send' | 'create' | 'roster';

export interface LimitSettings {
  /** How the tenant's budget is enforced: in any sliding second, by a token bucket, or not at all. Default sliding. */
  readonly algorithm?: 'sliding' | 'bucket' | 'off';
  /** Requests a second of the tenant, over all calls. Default 50. */
  readonly perSecond?: number;
  /** Whether the limits of a single thread hold too. Default true. */
  readonly threads?: boolean;
  /** How a refusal says when to come back. Default whole seconds. */
  readonly retryAfter?: RetryAfterForm;
}

/** Retry-After in whole seconds, in decimal ones, as an HTTP date, or missing. */
export type RetryAfterForm = 'seconds' | 'decimal' | 'date' | 'none';

/** The limits of one bot in one thread, from the Teams documentation on rate limiting (October 2026). */
export const THREAD_RULES: readonly Rule[] = [
  { requests: 7, ms: 1_000 },
  { requests: 8, ms: 2_000 },
  { requests: 60, ms: 30_000 },
  { requests: 1_800, ms: 3_600_000 },
];

/** Reading members or conversations is allowed twice as often. */
const ROSTER_RULES = THREAD_RULES.map(({ requests, ms }) => ({ requests: requests * 2, ms }));

/** The limits of one tenant and all its threads. Pure: the caller brings the time. */
export class Limits {
  readonly settings: Required<LimitSettings>;
  readonly #tenant: Limiter | undefined;
  readonly #threads = new Map<string, Limiter>();

  constructor(settings: LimitSettings | 'off' = {}) {
    this.settings = {
      algorithm: 'sliding',
      perSecond: 50,
      threads: true,
      retryAfter: 'seconds',
      ...(settings === 'off' ? { algorithm: 'off', threads: false } : settings),
    };
    const rule = { requests: this.settings.perSecond, ms: 1_000 };
    if (this.settings.algorithm === 'sliding') this.#tenant = slidingWindows([rule]);
    if (this.settings.algorithm === 'bucket') this.#tenant = tokenBucket(rule);
  }

  /**
   * Lets a request in, or says how many milliseconds it is too early. Only requests that were let in count.
   * @param now milliseconds of a clock that never goes back
   * @param thread the chat or channel it is about; undefined for calls that are about none
   * @param cost 2 for a message that Teams splits in two
   */
  admit(now: number, budget: ThreadBudget, thread: string | undefined, cost = 1): number {
    const limiter = thread === undefined || !this.settings.threads ? undefined : this.#thread(budget, thread);
    const wait = Math.max(this.#tenant?.wait(now, cost) ?? 0, limiter?.wait(now, cost) ?? 0);
    if (wait > 0) return wait;
    this.#tenant?.take(now, cost);
    limiter?.take(now, cost);
    return 0;
  }

  #thread(budget: ThreadBudget, thread: string): Limiter {
    const key = `${budget} ${thread}`;
    let limiter = this.#threads.get(key);
    if (limiter === undefined) {
      limiter = slidingWindows(budget === 'roster' ? ROSTER_RULES : THREAD_RULES);
      this.#threads.set(key, limiter);
    }
    return limiter;
  }
}
