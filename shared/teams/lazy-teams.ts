import { systemClock } from '../clock.ts';
import type { Log } from '../log/log.ts';
import type { BotSettings } from '../settings/bot.ts';
import type { Teams, TeamsAnswer } from './teams.ts';
import type { TokenSource } from './token-cache.ts';

/** Who talks to Teams, and where to. */
export interface TeamsOptions {
  /** Whether requests may go to an address; none leaves the house for another. */
  readonly allowed: (serviceUrl: string) => boolean;
  /** The bot, whose token goes with each request; `anonymous` in local mode alone, where nobody is asked for one. */
  readonly bot: BotSettings | 'anonymous';
  readonly log: Log;
}

/** Teams as one bot reaches it. */
export interface BotTeams extends Teams {
  /**
   * Gets the bot's token as each request does, and keeps it here.
   * @throws {TokenRefused} where the authority says no; anything else where it says nothing
   */
  signIn(): Promise<void>;
}

/** Teams, loaded by the first request: an instance that only answers HTTP, or sleeps, does without. */
export function lazyTeams({ allowed, bot, log }: TeamsOptions): BotTeams {
  let opened: Promise<Teams> | undefined;
  let source: Promise<TokenSource> | undefined;
  const tokens = () => (source ??= openTokens(bot, log));
  const told = new Set<string>();

  /** Asks Teams, if it may be asked there. Before that nothing is loaded, and no token is asked for. */
  async function at(serviceUrl: string, ask: (teams: Teams) => Promise<TeamsAnswer>): Promise<TeamsAnswer> {
    if (!allowed(serviceUrl)) {
      const host = URL.parse(serviceUrl)?.host ?? 'no URL';
      if (!told.has(host)) log('error', 'service-url-refused', { host });
      told.add(host);
      return { kind: 'unsent', cause: 'This serviceUrl is not allowed.' };
    }
    opened ??= load(bot, await tokens());
    return await ask(await opened);
  }

  return {
    createConversation: (to, signal) => at(to.serviceUrl, (teams) => teams.createConversation(to, signal)),
    send: (to, activity, signal) => at(to.serviceUrl, (teams) => teams.send(to, activity, signal)),
    update: (to, activity, signal) => at(to.serviceUrl, (teams) => teams.update(to, activity, signal)),
    remove: (to, signal) => at(to.serviceUrl, (teams) => teams.remove(to, signal)),
    signIn: async () => void (await (await tokens()).token()),
  };
}

async function load(bot: BotSettings | 'anonymous', tokens: TokenSource): Promise<Teams> {
  const { connectorTeams } = await import('./connector-client.ts');
  return connectorTeams(bot === 'anonymous' ? { tokens } : { tokens, appId: bot.appId });
}

async function openTokens(bot: BotSettings | 'anonymous', log: Log): Promise<TokenSource> {
  const { cachedToken, noToken } = await import('./token-cache.ts');
  if (bot === 'anonymous') return noToken;
  const { botCredential } = await import('./bot-credential.ts');
  return cachedToken(systemClock, botCredential(bot, log));
}
