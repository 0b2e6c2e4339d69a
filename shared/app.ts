import { type Caller, localCaller } from './access/caller.ts';
import type { Broadcasts } from './api/service.ts';
import type { Messages } from './bot/messages.ts';
import { systemClock } from './clock.ts';
import type { Context } from './context.ts';
import { jsonLog } from './log.ts';
import { onePaceEach } from './pace/paces.ts';
import { checkTiming, timing } from './pace/timing.ts';
import { readSettings, type Settings, serviceUrlAllowed } from './settings.ts';
import { SHARD_SIZE } from './shard/shard.ts';
import { lazyTeams } from './teams/lazy-teams.ts';

/** The app of this process: everything that outlives one invocation. Parts are loaded when they are first needed. */
export interface App {
  readonly settings: Settings;
  context(): Promise<Context>;
  /** Who asks, by the headers of a request. @throws {Problem} unauthenticated */
  callerOf(headers: { get(name: string): string | null }): Promise<Caller>;
  /** What a caller is let see; without one, everything. */
  broadcasts(caller?: Caller): Promise<Broadcasts>;
  messages(): Promise<Messages>;
  /** The process is asked to end: nothing new is claimed, and what is not posted yet is not posted. */
  stop(): void;
}

/**
 * Makes an app from an environment.
 * @throws {SettingsError} naming every setting that is wrong
 */
export function createApp(env: NodeJS.ProcessEnv): App {
  const settings = readSettings(env);
  const stopping = new AbortController();
  const context = once(() => openContext(settings, stopping.signal));
  const services = once(async () => {
    const { openServices } = await import('./api/broadcasts.ts');
    return openServices(await context(), settings.allowedTenants);
  });
  return {
    settings,
    context,
    // Nothing but local mode starts, where nobody signs in.
    callerOf: async () => localCaller,
    broadcasts: async (caller) => (await services())(caller?.tenant),
    messages: once(async () => {
      const { openMessages } = await import('./bot/messages.ts');
      const { tables, clock, log } = await context();
      return openMessages({
        conversations: tables.conversations,
        clock,
        log,
        registration: unregistered,
        serviceUrlAllowed: (url) => serviceUrlAllowed(settings, url),
      });
    }),
    stop: () => stopping.abort(),
  };
}

/** Local mode is the only one that starts until the doors are built: no bot is registered there. */
const unregistered = { MicrosoftAppId: '', MicrosoftAppPassword: '', MicrosoftAppType: '', MicrosoftAppTenantId: '' };

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
    teams: lazyTeams((url) => serviceUrlAllowed(settings, url)),
    pace: onePaceEach(() => context),
    timing: checkTiming(timing),
    shardSize: SHARD_SIZE,
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
