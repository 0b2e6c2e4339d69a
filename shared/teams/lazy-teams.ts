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
  const told = new Set<string>();

  /** Asks Teams, if it may be asked there. Before that nothing is loaded, and no token is asked for. */
  async function at(serviceUrl: string, ask: (teams: Teams) => Promise<TeamsAnswer>): Promise<TeamsAnswer> {
    if (!allowed(serviceUrl)) {
      const host = URL.parse(serviceUrl)?.host ?? 'no URL';
      if (!told.has(host)) log('error', 'service-url-refused', { host });
      told.add(host);
      return { kind: 'unsent', cause: 'This serviceUrl is not allowed.' };
    }
    opened ??= load(bot, log);
    return await ask(await opened);
  }

  return {
    createConversation: (to, signal) => at(to.serviceUrl, (teams) => teams.createConversation(to, signal)),
    send: (to, activity, signal) => at(to.serviceUrl, (teams) => teams.send(to, activity, signal)),
    update: (to, activity, signal) => at(to.serviceUrl, (teams) => teams.update(to, activity, signal)),
    remove: (to, signal) => at(to.serviceUrl, (teams) => teams.remove(to, signal)),
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
