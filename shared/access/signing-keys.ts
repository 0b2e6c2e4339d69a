import { type CryptoKey, createLocalJWKSet, errors, type JWK, type JWSHeaderParameters } from 'jose';
import type { Clock } from '../clock.ts';
import type { Log } from '../log/log.ts';
import type { KeySource } from './published-keys.ts';

/** So long reading the keys may take, all documents of it, ms: Teams waits 15 s for its answer. */
const PATIENCE = 5_000;
/**
 * Keys older than this are asked for again, ms: so long one that was withdrawn is believed. Entra publishes a new one a day or
 * more before it signs with it; for those of the Bot Framework Microsoft asks to look once a day at least.
 */
const FRESH = 3_600_000;
/** For so long keys are good though the authority can't be asked, ms: its outage must not keep anybody from stopping a broadcast. */
const GOOD = 24 * 3_600_000;
/** An unknown key has the keys asked for again, but no sooner than this after the last time, ms: anybody can make one up. */
const UNKNOWN_EVERY = 30_000;
/** After a request that failed, the next is made no sooner, ms. */
const FAILED_EVERY = 1_000;
/**
 * So many wait for keys at most: what Teams tells in the five seconds that reading them may take, at 56 a second. Nobody knows who they
 * are yet, and each costs memory; who is signed by a key that is known waits for none of them.
 */
export const MOST_WAITING = 280;

/** The keys could not be had: nothing is known of a token until they are. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** What keys need of the outside world. */
export interface KeyPorts {
  readonly clock: Clock;
  readonly log: Log;
}

interface Keys {
  readonly find: (header: JWSHeaderParameters) => Promise<CryptoKey>;
  readonly published: readonly JWK[];
}

/** The keys that an authority signs with. Asked for when they are first needed, by one request for all. */
export class SigningKeys {
  readonly #source: KeySource;
  readonly #of: string;
  readonly #clock: Clock;
  readonly #log: Log;
  #keys: Keys | undefined;
  /** When they were last got, got for an unknown key, and not got (monotonic, ms). */
  #got = Number.NEGATIVE_INFINITY;
  #gotForUnknown = Number.NEGATIVE_INFINITY;
  #failed = Number.NEGATIVE_INFINITY;
  #failure: unknown;
  #asking: Promise<Keys> | undefined;
  #waiting = 0;

  /** @param of whose they are, for the log */
  constructor(source: KeySource, of: string, { clock, log }: KeyPorts) {
    this.#source = source;
    this.#of = of;
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * The key that a token's header names.
   * @throws {KeysUnavailable} it is not known, and the authority can't be asked, or too many wait for its answer
   * @throws {errors.JOSEError} there is no such key
   */
  async key(header: JWSHeaderParameters): Promise<CryptoKey> {
    const known = this.#known();
    const keys = known ?? (await this.#ask());
    try {
      return await keys.find(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (known && !this.#mayLookAgain()) throw error;
      // Keys that were read for this token alone are as new as any.
      const newest = known ? await this.#ask() : keys;
      this.#gotForUnknown = this.#clock.monotonic();
      return await newest.find(header);
    }
  }

  /** A key as it was published, with all its members; nothing when it is not known. */
  published(kid: string): JWK | undefined {
    return this.#keys?.published.find((key) => key.kid === kid);
  }

  /** The keys that are still good, if there are any. */
  #known(): Keys | undefined {
    const age = this.#clock.monotonic() - this.#got;
    if (age >= GOOD) return undefined;
    // Nobody waits for what is needed tomorrow; that it failed is in the log.
    if (age >= FRESH) this.#ask().catch(() => {});
    return this.#keys;
  }

  #mayLookAgain(): boolean {
    return this.#asking !== undefined || this.#clock.monotonic() - this.#gotForUnknown >= UNKNOWN_EVERY;
  }

  async #ask(): Promise<Keys> {
    if (this.#clock.monotonic() - this.#failed < FAILED_EVERY) throw unavailable(this.#failure);
    if (this.#waiting >= MOST_WAITING) throw unavailable('Too many wait for them.');
    this.#asking ??= this.#read().finally(() => {
      this.#asking = undefined;
    });
    this.#waiting++;
    try {
      return await this.#asking;
    } finally {
      this.#waiting--;
    }
  }

  async #read(): Promise<Keys> {
    try {
      const set = await this.#source(AbortSignal.timeout(PATIENCE));
      const keys: Keys = { find: createLocalJWKSet(set), published: set.keys };
      this.#keys = keys;
      this.#got = this.#clock.monotonic();
      return keys;
    } catch (error) {
      this.#failed = this.#clock.monotonic();
      this.#failure = error;
      this.#log('warn', 'signing-keys-not-read', { of: this.#of, error: String(error) });
      throw unavailable(error);
    }
  }
}

function unavailable(cause: unknown): KeysUnavailable {
  return new KeysUnavailable('The keys that tokens are signed with are not to be had.', { cause });
}
