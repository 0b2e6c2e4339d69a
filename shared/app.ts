import { type Caller, localCaller } from './access/caller.ts';
import type { CallerOf } from './access/token-callers.ts';
import type { Broadcasts } from './api/service.ts';
import type { AuditTrail } from './audit/trail.ts';
import type { BotDoor } from './bot/bot-door.ts';
import type { Messages } from './bot/messages.ts';
import { boundedLog } from './bounded-log.ts';
import { systemClock } from './clock.ts';
import type { Context, Log } from './context.ts';
import { FirstFew } from './first-few.ts';
import { jsonLog } from './log.ts';
import { onePaceEach } from './pace/paces.ts';
import { checkTiming, timing } from './pace/timing.ts';
import type { ApiSettings } from './settings/api.ts';
import type { BotSettings } from './settings/bot.ts';
import { readSettings, type Settings, serviceUrlAllowed } from './settings.ts';
import { SHARD_SIZE } from './shard/shard.ts';
import { appendOnly } from './storage/append-only.ts';
import { lazyTeams } from './teams/lazy-teams.ts';

/** The app of this process: everything that outlives one invocation. Parts are loaded when they are first needed. */
export interface App {
  readonly settings: Settings;
  context(): Promise<Context>;
  /**
   * Who asks, by the headers of a request, which counts as one of theirs.
   * @throws {Problem} unauthenticated, invalid-token, forbidden (no role at all), too-many-requests, sign-in-unavailable
   */
  callerOf(headers: { get(name: string): string | null }): Promise<Caller>;
  /** What a caller is let see; without one, everything. */
  broadcasts(caller?: Caller): Promise<Broadcasts>;
  /** Where it is kept who did what. */
  trail(): Promise<AuditTrail>;
  messages(): Promise<Messages>;
  /**
   * The process is asked to end: nothing new is claimed, and what is not posted yet is not posted. Resolves when everything is told
   * that was only counted.
   */
  stop(): Promise<void>;
}

/**
 * Makes an app from an environment.
 * @throws {SettingsError} naming every setting that is wrong
 */
export function createApp(env: NodeJS.ProcessEnv): App {
  const settings = readSettings(env);
  const stopping = new AbortController();
  const few = new FirstFew({ clock: systemClock, stopping: stopping.signal });
  const doorLog = boundedLog(jsonLog, few);
  const context = once(() => openContext(settings, stopping.signal));
  const services = once(async () => {
    const { openServices } = await import('./api/broadcasts.ts');
    return openServices(await context(), settings.allowedTenants);
  });
  const callers = once(() => openCallers(settings, doorLog));
  return {
    settings,
    context,
    callerOf: async (headers) => (await callers())(headers),
    broadcasts: async (caller) => (await services())(caller?.tenant),
    trail: once(async () => {
      const { openTrail } = await import('./audit/trail.ts');
      return openTrail(await context(), few);
    }),
    messages: once(async () => {
      const [{ openMessages }, door] = await Promise.all([import('./bot/messages.ts'), openDoor(settings, doorLog)]);
      const { tables, clock, log } = await context();
      return openMessages({
        conversations: tables.conversations,
        clock,
        log,
        door,
        serviceUrlAllowed: (url) => serviceUrlAllowed(settings, url),
      });
    }),
    async stop() {
      stopping.abort();
      await few.told();
    },
  };
}

/** Signing in, and how often one may ask. In local mode, which is one person's, neither. */
async function openCallers({ api, allowedTenants }: Settings, log: Log): Promise<CallerOf> {
  if (!api) return async () => localCaller;
  const [{ tokenCallers }, { RequestRate }] = await Promise.all([
    import('./access/token-callers.ts'),
    import('./http/request-rate.ts'),
  ]);
  const rate = new RequestRate(api.rate, systemClock);
  return tokenCallers(api, allowedTenants, { clock: systemClock, log, count: (who) => rate.take(who) });
}

/** Who may post activities: in local mode anybody, else the Bot Framework for this bot. */
async function openDoor(settings: Settings, log: Log): Promise<BotDoor> {
  const { openBotDoor, openToAnybody } = await import('./bot/bot-door.ts');
  if (settings.local) return openToAnybody;
  const [{ openBotTokens }, { openBotKeys }, { RequestRate }] = await Promise.all([
    import('./teams/bot-tokens.ts'),
    import('./teams/bot-keys.ts'),
    import('./http/request-rate.ts'),
  ]);
  const {
    bot: { appId, cloud },
    api,
  } = registered(settings);
  const rate = new RequestRate(api.rate, systemClock);
  const keys = openBotKeys(cloud.metadataUrl, { clock: systemClock, log });
  return openBotDoor({
    verify: openBotTokens({ appId, issuer: cloud.issuer }, keys),
    allowedTenants: settings.allowedTenants,
    serviceUrlAllowed: (url) => serviceUrlAllowed(settings, url),
    log,
    count: (who) => rate.take(who),
  });
}

/** What an app has that is not in local mode. @throws when it lacks a part: settings that lack it do not start */
function registered({ bot, api }: Settings): { bot: BotSettings; api: ApiSettings } {
  if (!bot) throw new Error('Outside local mode there must be a bot: MicrosoftAppId is not set.');
  if (!api) throw new Error('Outside local mode there must be somebody whose tokens the API takes.');
  return { bot, api };
}

/** The app of this process, made from its environment when it is first asked for. */
export const openApp = once(() => createApp(process.env));

async function openContext(settings: Settings, stopping: AbortSignal): Promise<Context> {
  const [{ openStorage }, { openWebhooks }, { httpsCall }] = await Promise.all([
    import('./storage/open-storage.ts'),
    import('./webhook/open-webhooks.ts'),
    import('./webhook/https-call.ts'),
  ]);
  const storage = await openStorage(settings);
  const context: Context = {
    clock: systemClock,
    now: storage.now,
    random: Math.random,
    tables: {
      conversations: storage.table('Conversations'),
      broadcasts: storage.table('Broadcasts'),
      deliveries: storage.table('Deliveries'),
      gates: storage.table('Gates'),
    },
    audit: appendOnly(storage.table('Audit')),
    queues: {
      deliver: storage.queue('deliver'),
      urgent: storage.queue('deliver-urgent'),
      plan: storage.queue('plan'),
      broadcasts: storage.queue('broadcasts'),
    },
    poison: {
      deliver: storage.queue('deliver-poison'),
      urgent: storage.queue('deliver-urgent-poison'),
      plan: storage.queue('plan-poison'),
      broadcasts: storage.queue('broadcasts-poison'),
    },
    teams: lazyTeams({
      allowed: (url) => serviceUrlAllowed(settings, url),
      bot: settings.local ? 'anonymous' : registered(settings).bot,
      log: jsonLog,
    }),
    pace: onePaceEach(() => context),
    timing: checkTiming(timing),
    shardSize: SHARD_SIZE,
    ...(settings.bot && { defaultServiceUrl: settings.bot.serviceUrl }),
    rate: settings.rate,
    guard: settings.guard,
    timeZone: settings.timeZone,
    stopAfter: settings.stopAfter,
    secondPerson: settings.secondPerson,
    webhooks: openWebhooks(settings, httpsCall(settings)),
    log: jsonLog,
    stopping,
  };
  return context;
}

/** Makes something the first time it is asked for. A failure is not remembered. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    if (!made) {
      const value = make();
      made = { value };
      if (value instanceof Promise) value.catch(() => (made = undefined));
    }
    return made.value;
  };
}
