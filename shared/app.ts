import type { Caller } from './access/caller.ts';
import type { Broadcasts } from './api/service.ts';
import type { AuditTrail } from './audit/trail.ts';
import type { Messages } from './bot/messages.ts';
import { systemClock } from './clock.ts';
import type { Context } from './context.ts';
import { boundedLog } from './log/bounded-log.ts';
import { FirstFew } from './log/first-few.ts';
import { jsonLog } from './log/json-log.ts';
import { openContext } from './open-context.ts';
import { openCallers, openDoor, registered } from './open-doors.ts';
import type { Readiness } from './readiness/readiness.ts';
import { readSettings, type Settings, serviceUrlAllowed } from './settings.ts';
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
  /** Whether this instance can do its work. */
  ready(): Promise<Readiness>;
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
  const teams = lazyTeams({
    allowed: (url) => serviceUrlAllowed(settings, url),
    bot: settings.local ? 'anonymous' : registered(settings).bot,
    log: jsonLog,
  });
  const context = once(() => openContext(settings, teams, stopping.signal));
  const readiness = once(async () => {
    const [{ openReadiness }, { checksOf }] = await Promise.all([
      import('./readiness/readiness.ts'),
      import('./readiness/checks.ts'),
    ]);
    const checks = checksOf(await context(), settings.allowedTenants, () => teams.signIn());
    return openReadiness({ clock: systemClock, log: jsonLog }, checks);
  });
  const few = new FirstFew({ clock: systemClock, stopping: stopping.signal });
  const doorLog = boundedLog(jsonLog, few);
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
      const [{ openMessages }, { openAnswers }, { openPlaces }, door] = await Promise.all([
        import('./bot/messages.ts'),
        import('./bot/answer-command.ts'),
        import('./bot/places.ts'),
        openDoor(settings, doorLog),
      ]);
      const opened = await context();
      const { tables, clock, log } = opened;
      return openMessages({
        conversations: tables.conversations,
        clock,
        log,
        door,
        places: openPlaces(doorLog),
        serviceUrlAllowed: (url) => serviceUrlAllowed(settings, url),
        // Whoever writes one command after the other fills no log.
        answerCommand: openAnswers({ ...opened, log: doorLog }),
      });
    }),
    ready: async () => (await readiness())(),
    async stop() {
      stopping.abort();
      await few.told();
    },
  };
}

/** The app of this process, made from its environment when it is first asked for. */
export const openApp = once(() => createApp(process.env));

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
