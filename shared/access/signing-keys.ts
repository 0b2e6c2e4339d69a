import { createRemoteJWKSet, errors, type JWSHeaderParameters } from 'jose';
import type { Clock } from '../clock.ts';
import type { Log } from '../context.ts';
import { Problem } from '../errors.ts';

/** So long one request for keys may take, ms. */
const PATIENCE = 5_000;
/** Keys older than this are asked for again, ms. Entra publishes a new one a day or more before it signs with it. */
const FRESH = 3_600_000;
/** For so long keys are good though the authority can't be asked, ms: its outage must not keep anybody from stopping a broadcast. */
const GOOD = 24 * 3_600_000;
/** An unknown key has the keys asked for again, but no sooner than this after the last time, ms: anybody can make one up. */
const UNKNOWN_EVERY = 30_000;
/** After a request that failed, the next is made no sooner, ms. */
const FAILED_EVERY = 1_000;

/** The keys with which an authority signs the tokens of one tenant. Asked for when they are first needed, by one request for all. */
export class SigningKeys {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #set: ReturnType<typeof createRemoteJWKSet>;
  /** When they were last got, got for an unknown key, and not got (monotonic, ms). */
  #got = Number.NEGATIVE_INFINITY;
  #gotForUnknown = Number.NEGATIVE_INFINITY;
  #failed = Number.NEGATIVE_INFINITY;
  #failure: unknown;
  #asking: Promise<void> | undefined;

  constructor(url: URL, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
    // When to ask is decided here: the library would ask for nothing while it has keys, of whatever age.
    const never = { cacheMaxAge: Number.POSITIVE_INFINITY, cooldownDuration: Number.POSITIVE_INFINITY };
    this.#set = createRemoteJWKSet(url, { ...never, timeoutDuration: PATIENCE });
  }

  /**
   * The key that a token's header names.
   * @throws {Problem} sign-in-unavailable when it is not known and the authority can't be asked
   * @throws {errors.JOSEError} when there is no such key
   */
  async key(header: JWSHeaderParameters): ReturnType<ReturnType<typeof createRemoteJWKSet>> {
    await this.#renew();
    try {
      return await this.#set(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(await this.#lookAgain())) throw error;
      return await this.#set(header);
    }
  }

  async #renew(): Promise<void> {
    const age = this.#clock.monotonic() - this.#got;
    if (age < FRESH) return;
    if (age >= GOOD) return await this.#ask();
    // Nobody waits for what is needed tomorrow; that it failed is in the log.
    this.#ask().catch(() => {});
  }

  /** Whether the keys were asked for again. */
  async #lookAgain(): Promise<boolean> {
    const now = this.#clock.monotonic();
    if (!this.#asking && now - this.#gotForUnknown < UNKNOWN_EVERY) return false;
    await this.#ask();
    this.#gotForUnknown = now;
    return true;
  }

  async #ask(): Promise<void> {
    if (this.#clock.monotonic() - this.#failed < FAILED_EVERY) throw unavailable(this.#failure);
    this.#asking ??= this.#reload().finally(() => {
      this.#asking = undefined;
    });
    return await this.#asking;
  }

  async #reload(): Promise<void> {
    try {
      await this.#set.reload();
      this.#got = this.#clock.monotonic();
    } catch (error) {
      this.#failed = this.#clock.monotonic();
      this.#failure = error;
      this.#log('warn', 'signing-keys-not-read', { error: String(error) });
      throw unavailable(error);
    }
  }
}

function unavailable(cause: unknown): Problem {
  return new Problem('sign-in-unavailable', { cause });
}
