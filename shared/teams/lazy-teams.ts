import { systemClock } from '../clock.ts';
import type { Log } from '../context.ts';
import type { BotSettings } from '../settings/bot.ts';
import type { Teams, TeamsAnswer } from './teams.ts';

/** Who talks to Teams, and where to. */
export interface TeamsOptions {
  /** Whether requests may go to an address; none leaves the house for another. */
  readonly allowed: (serviceUrl: string) => boolean;
  /** The bot, whose token goes with each request; `anonymous` in local mode alone, where nobody is asked for one. */
  readonly bot: BotSettings | 'anonymous';
  readonly log: Log;
}

/** Teams, loaded by the first request: an instance that only answers HTTP, or sleeps, does without. */
export function lazyTeams({ allowed, bot, log }: TeamsOptions): Teams {
  let opened: Promise<Teams> | undefined;
  const open = (): Promise<Teams> => {
    opened ??= load(bot, log);
    return opened;
  };
  const refused: TeamsAnswer = { kind: 'unsent', cause: 'This serviceUrl is not allowed.' };
  return {
    createConversation: async (to, signal) =>
      allowed(to.serviceUrl) ? await (await open()).createConversation(to, signal) : refused,
    send: async (to, activity, signal) =>
      allowed(to.serviceUrl) ? await (await open()).send(to, activity, signal) : refused,
    update: async (message, activity, signal) =>
      allowed(message.serviceUrl) ? await (await open()).update(message, activity, signal) : refused,
    remove: async (message, signal) =>
      allowed(message.serviceUrl) ? await (await open()).remove(message, signal) : refused,
  };
}

async function load(bot: BotSettings | 'anonymous', log: Log): Promise<Teams> {
  const [{ connectorTeams }, { cachedToken, noToken }] = await Promise.all([
    import('./connector-client.ts'),
    import('./token-cache.ts'),
  ]);
  if (bot === 'anonymous') return connectorTeams({ tokens: noToken });
  const { botCredential } = await import('./bot-credential.ts');
  return connectorTeams({ tokens: cachedToken(systemClock, botCredential(bot, log)), appId: bot.appId });
}
