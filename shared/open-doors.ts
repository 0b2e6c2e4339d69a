/** Who is let in: to the API, and to the bot's endpoint. */
import { localCaller } from './access/caller.ts';
import type { CallerOf } from './access/token-callers.ts';
import type { BotDoor } from './bot/bot-door.ts';
import { systemClock } from './clock.ts';
import type { Log } from './log/log.ts';
import type { ApiSettings } from './settings/api.ts';
import type { BotSettings } from './settings/bot.ts';
import { type Settings, serviceUrlAllowed } from './settings.ts';

/** Signing in, and how often one may ask. In local mode, which is one person's, neither. */
export async function openCallers({ api, allowedTenants }: Settings, log: Log): Promise<CallerOf> {
  if (!api) return async () => localCaller;
  const [{ tokenCallers }, { RequestRate }] = await Promise.all([
    import('./access/token-callers.ts'),
    import('./http/request-rate.ts'),
  ]);
  const rate = new RequestRate(api.rate, systemClock);
  return tokenCallers(api, allowedTenants, { clock: systemClock, log, count: (who) => rate.take(who) });
}

/** Who may post activities: in local mode anybody, else the Bot Framework for this bot. */
export async function openDoor(settings: Settings, log: Log): Promise<BotDoor> {
  const { openBotDoor, openToAnybody } = await import('./bot/bot-door.ts');
  if (settings.local) return openToAnybody;
  const [{ openBotTokens }, { openBotKeys }, { RequestRate }] = await Promise.all([
    import('./teams/bot-tokens.ts'),
    import('./teams/bot-keys.ts'),
    import('./http/request-rate.ts'),
  ]);
  const {
    bot: { appId, botFramework },
    api,
  } = registered(settings);
  const rate = new RequestRate(api.rate, systemClock);
  const keys = openBotKeys(botFramework.metadataUrl, { clock: systemClock, log });
  return openBotDoor({
    verify: openBotTokens({ appId, issuer: botFramework.issuer }, keys),
    allowedTenants: settings.allowedTenants,
    serviceUrlAllowed: (url) => serviceUrlAllowed(settings, url),
    log,
    count: (who) => rate.take(who),
  });
}

/** What an app has that is not in local mode. @throws when it lacks a part: settings that lack it do not start */
export function registered({ bot, api }: Settings): { bot: BotSettings; api: ApiSettings } {
  if (!bot) throw new Error('Outside local mode there must be a bot: MicrosoftAppId is not set.');
  if (!api) throw new Error('Outside local mode there must be somebody whose tokens the API takes.');
  return { bot, api };
}
