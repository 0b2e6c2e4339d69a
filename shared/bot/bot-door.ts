import { unchecked } from '../access/keys-out.ts';
import { KeysUnavailable } from '../access/signing-keys.ts';
import { type CountRequest, countRefusal } from '../access/strangers.ts';
import { Problem } from '../errors/problem.ts';
import type { JsonObject } from '../input/fields.ts';
import type { Log } from '../log/log.ts';
import { BotTokenRefused, type VerifyBotToken } from '../teams/bot-tokens.ts';
import { type Admission, refusalOf } from './admission.ts';

/**
 * Lets the Bot Framework in: first by its token, before anything of the body is read, then by what the activity says.
 * @throws {Problem} unauthenticated, too-many-requests when strangers come all the time, or internal-error when the token can't be
 * checked now
 */
export type BotDoor = (authorization: string | null) => Promise<LetIn>;

/** @throws {Problem} activity-refused */
export type LetIn = (activity: JsonObject) => void;

export interface BotDoorParts extends Admission {
  readonly verify: VerifyBotToken;
  readonly log: Log;
  /** Counts what comes without a good token, and nothing else. */
  readonly count: CountRequest;
}

/**
 * What is refused is refused for good: 401 without a valid token, 403 for an activity that its token or this bot's settings do
 * not allow. Teams sends neither again, nor would it be another one then. Only where the keys could not be had it is a 500,
 * after which Teams comes again: an install must not be lost for it.
 */
export function openBotDoor({ verify, log, count, ...admission }: BotDoorParts): BotDoor {
  return async (authorization) => {
    const token = await verify(authorization).catch((error: unknown): never => {
      if (error instanceof KeysUnavailable) throw unchecked('internal-error', error, log);
      if (!(error instanceof BotTokenRefused)) throw error;
      log('warn', 'activity-refused', { why: 'token', token: error.why });
      countRefusal('unsigned', 'bot', { count, log });
      const detail = 'The request has no token of the Bot Framework for this bot.';
      throw new Problem('unauthenticated', { detail });
    });
    return (activity) => {
      const why = refusalOf(activity, token, admission);
      if (why === undefined) return;
      log('warn', 'activity-refused', { why });
      throw new Problem('activity-refused');
    };
  };
}

/** Local mode: nobody is asked for a token, and what the activity says decides nothing here. */
export const openToAnybody: BotDoor = async () => () => {};
