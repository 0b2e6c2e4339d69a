/** The tokens that the Bot Framework sends its activities with. */
import { errors, type JWSHeaderParameters, jwtVerify } from 'jose';
import type { BotKeys } from './bot-keys.ts';

/** Whose tokens are taken, and for which bot. */
export interface BotAudience {
  /** The bot's application id; a token is for this bot and no other. */
  readonly appId: string;
  readonly issuer: string;
}

/** What a valid token vouches for. */
export interface BotToken {
  /** The one serviceUrl its activity may name. */
  readonly serviceUrl: string;
  /** The channels whose activities its key may sign. */
  readonly endorsements: readonly string[];
}

/** There is no token, or it is none of the Bot Framework for this bot, or not now. */
export class BotTokenRefused extends Error {
  override readonly name = 'BotTokenRefused';
  /** A code of jose's, and the claim where it is about one: nothing that the token says. */
  readonly why: string;

  constructor(why: string) {
    super(`The token is not valid here (${why}).`);
    this.why = why;
  }
}

/** @throws {BotTokenRefused | KeysUnavailable} */
export type VerifyBotToken = (authorization: string | null) => Promise<BotToken>;

/** Clocks differ, seconds; the same as botbuilder allows. */
const CLOCK_TOLERANCE_S = 300;

/**
 * Checks tokens as "Authenticate requests from the Bot Connector service to your bot" asks, all of it. botbuilder's own
 * check is not used, for it takes a token without an end, and a key that vouches for no channel; takes tokens of the
 * emulator and of other bots beside; asks for a new key once an hour; waits for keys without a limit; and says 401, which is
 * for good, when it could not get them.
 * @throws {TypeError} without an app id: then botbuilder would let everybody in, so nothing must be let pass here
 */
export function openBotTokens({ appId, issuer }: BotAudience, keys: BotKeys): VerifyBotToken {
  if (appId.trim() === '') throw new TypeError('A bot without an app id can ask nobody for a token.');
  const options = {
    algorithms: ['RS256'],
    issuer,
    audience: [appId, appId.toLowerCase()],
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['exp', 'serviceurl'],
  };

  return async (authorization) => {
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new BotTokenRefused(authorization === null ? 'none' : 'no-bearer-token');
    try {
      const { payload, protectedHeader } = await jwtVerify(
        token,
        (header: JWSHeaderParameters) => keys.find(header),
        options,
      );
      const { serviceurl: serviceUrl } = payload;
      if (typeof serviceUrl !== 'string') throw new BotTokenRefused('serviceurl');
      return { serviceUrl, endorsements: keys.endorsements(protectedHeader.kid ?? '') };
    } catch (error) {
      if (error instanceof errors.JWTClaimValidationFailed) throw new BotTokenRefused(`${error.code} ${error.claim}`);
      throw error instanceof errors.JOSEError ? new BotTokenRefused(error.code) : error;
    }
  };
}
