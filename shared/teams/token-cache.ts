import type { Clock } from '../clock.ts';

/** The authority refuses the bot's credential: it is wrong, or has expired. Somebody must mend it. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** Where the bot's token for the Connector comes from. */
export interface TokenSource {
  /**
   * A token that is valid now; undefined where none is needed (local mode). At once when it is at hand, for then a send
   * needs no turn of the event loop for it.
   * @returns a promise that rejects when none is to be had: with {@link TokenRefused} when asking again would not help
   */
  token(): string | undefined | Promise<string>;
}

/** No token is sent: the simulated Teams asks for none. */
export const noToken: TokenSource = { token: () => undefined };

export interface IssuedToken {
  readonly token: string;
  /** When it ends, ms since 1970. */
  readonly expiresAt: number;
}

/** From here on before its end, ms, a token is renewed beside its use: Entra's live an hour or more. */
const RENEW_MS = 10 * 60_000;
/** From here on before its end, ms, a token is not used any more: a request takes up to 15 s, clocks differ. */
const MARGIN_MS = 60_000;
/** Until the next try to renew in advance, ms: the last one failed, or brought the same token, and the one in hand is good. */
const PAUSE_MS = 30_000;

/**
 * Keeps a token until it ends. Many who ask at once wait for one request; while a token is renewed in good time, nobody
 * waits at all. A failure is told to those who waited for it, and the next one asks again.
 * @param issue asks for a new token; must come to an end. Throws {@link TokenRefused} where the authority says no
 */
export function cachedToken(clock: Clock, issue: () => Promise<IssuedToken>): TokenSource {
  let current: IssuedToken | undefined;
  let renewing: Promise<string> | undefined;
  let notBefore = 0;

  function renew(): Promise<string> {
    if (!renewing) notBefore = clock.now() + PAUSE_MS;
    renewing ??= issue()
      .then((issued) => {
        current = issued;
        return issued.token;
      })
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  }

  function token(): string | Promise<string> {
    const left = (current?.expiresAt ?? 0) - clock.now();
    if (!current || left <= MARGIN_MS) return renew();
    if (left <= RENEW_MS && clock.now() >= notBefore) renew().catch(() => undefined);
    return current.token;
  }

  return { token };
}
