/** The keys that the Bot Framework signs with, as it publishes them. */
import { type CryptoKey, createRemoteJWKSet, errors, type FlattenedJWSInput, type JWSHeaderParameters } from 'jose';
import { isObject } from '../input/fields.ts';

/** The keys could not be had: nothing is known of any token until they are. */
export class BotKeysUnavailable extends Error {
  override readonly name = 'BotKeysUnavailable';
}

export interface BotKeys {
  /**
   * The key that a token names.
   * @throws {errors.JOSEError} when there is none
   * @throws {BotKeysUnavailable}
   */
  find(header?: JWSHeaderParameters, token?: FlattenedJWSInput): Promise<CryptoKey>;
  /** The channels whose activities a key may sign; none when it is silent about them. */
  endorsements(kid: string): readonly string[];
}

/** A key unknown so far is looked for again after this, ms: a new one is used soon, and made-up ones cost little. */
const COOLDOWN_MS = 30_000;
/** Keys are read anew after this, ms: so long a key that was withdrawn is still believed. Microsoft asks for a day at most. */
const KEPT_MS = 3_600_000;
/** An authority that is out is asked again after this, ms: whoever calls here must not make us call there as often. */
const PAUSE_MS = 1_000;
/** Teams waits 15 s for its answer; both documents come within that or not at all, ms. */
const PATIENCE_MS = 4_000;

/** Shorter waits, for tests; ms. */
export interface BotKeysWaits {
  readonly cooldown?: number;
  readonly pause?: number;
}

/** @param metadataUrl of the OpenID metadata; the keys' own address, which it names, is of the same protocol */
export function openBotKeys(
  metadataUrl: string,
  { cooldown: cooldownDuration = COOLDOWN_MS, pause = PAUSE_MS }: BotKeysWaits = {},
): BotKeys {
  let failed: { readonly error: BotKeysUnavailable; readonly at: number } | undefined;
  let opened: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  /** Everybody waits for the same request; a failure is not remembered. */
  function open() {
    opened ??= readMetadata(metadataUrl).then(
      (url) => {
        keys = createRemoteJWKSet(url, { cooldownDuration, cacheMaxAge: KEPT_MS, timeoutDuration: PATIENCE_MS });
        return keys;
      },
      (error) => {
        opened = undefined;
        throw error;
      },
    );
    return opened;
  }

  return {
    async find(header, token) {
      if (failed && performance.now() - failed.at < pause && !keys?.fresh) throw failed.error;
      try {
        return await (await open())(header, token);
      } catch (error) {
        // What jose says of the token itself; anything else it met on the way to the keys.
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JOSENotSupported) throw error;
        if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
        failed = {
          error: new BotKeysUnavailable('The keys of the Bot Framework are not to be had.', { cause: error }),
          at: performance.now(),
        };
        throw failed.error;
      }
    },
    endorsements(kid) {
      // A member of the Bot Framework's own, which jose passes on.
      const named: { kid?: string; endorsements?: unknown } | undefined = keys?.jwks()?.keys.find((k) => k.kid === kid);
      const found = named?.endorsements;
      return Array.isArray(found) ? found.filter((channel) => typeof channel === 'string') : [];
    },
  };
}

async function readMetadata(metadataUrl: string): Promise<URL> {
  const answer = await fetch(metadataUrl, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  const metadata: unknown = answer.ok ? await answer.json() : undefined;
  const named = isObject(metadata) && typeof metadata['jwks_uri'] === 'string' ? metadata['jwks_uri'] : '';
  const url = URL.parse(named);
  if (url?.protocol !== new URL(metadataUrl).protocol) throw new Error(`No keys are named there (${answer.status}).`);
  return url;
}
