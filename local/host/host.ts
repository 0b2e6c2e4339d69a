import { setMaxListeners } from 'node:events';
import { type Clock, systemClock } from '../../shared/clock.ts';
import type { HookData } from './contract.ts';
import type { App } from './core-module.ts';
import { type HostEvents, hostEvents } from './events.ts';
import { type Env, parseHostJson } from './host-json.ts';
import { listenHttp } from './http-listener.ts';
import { invoker } from './invoke.ts';
import type { Listening } from './listener.ts';
import { loadApp, readHostJson } from './load-app.ts';
import { consoleLog, type Log } from './log.ts';
import { hideMs, listenQueue, openQueue } from './queue-listener.ts';
import { routeTable } from './route-table.ts';
import { openStreaming } from './streaming.ts';
import { listenTimer } from './timer-listener.ts';
import { triggerOf } from './trigger.ts';

export interface HostOptions {
  /** The app's folder: host.json, and package.json with `main`. */
  readonly root: string;
  /** The entry file, if it is not the one package.json names. */
  readonly main?: string;
  /** What an app registered, if it is loaded already (then nothing is imported). */
  readonly app?: App;
  /** The HTTP port on 127.0.0.1; 0, the default, for any free one. */
  readonly port?: number;
  /** Settings: `AzureWebJobsStorage`, and what host.json or a registration refers to. Default: `process.env`. */
  readonly env?: Env;
  /** host.json's content, instead of the file in `root`. */
  readonly hostJson?: Readonly<Record<string, unknown>>;
  readonly log?: Log;
  readonly clock?: Clock;
  /** Milliseconds a message is hidden while its function runs (renewed half way); default ten minutes, as in Azure. */
  readonly hideMs?: number;
}

export interface Host {
  readonly url: string;
  /** What happens inside, for tests to wait for. */
  readonly events: HostEvents;
  /**
   * Takes nothing new, tells the app (its appTerminate hooks), lets what runs finish for up to `graceMs` (default 30 s),
   * and closes. What is not finished by then is left alone; its messages stay on their queues.
   */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Runs an app of Azure Functions (v4 model) as its host in Azure would: HTTP, queue and timer triggers, hooks, host.json.
 * @throws when the app can't be loaded, has a trigger this host does not know, storage does not answer, or the port is
 * taken; nothing is left running then
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { root, env = process.env, clock = systemClock } = options;
  const settings = parseHostJson(options.hostJson ?? (await readHostJson(root)), env);
  const log = options.log ?? consoleLog(settings.logLevel);
  const app = options.app ?? (await loadApp(options));
  const enabled = app.functions.filter(({ metadata: { name } }) => env[`AzureWebJobs.${name}.Disabled`] !== 'true');
  const triggers = enabled.map((fn) => triggerOf(fn, env));
  const router = routeTable(
    triggers.filter((t) => t.type === 'http'),
    settings.routePrefix,
  );

  const events = hostEvents();
  const [stopping, abandoned] = [new AbortController(), new AbortController()];
  // Each queue and timer listens to them, and each message.
  setMaxListeners(0, stopping.signal, abandoned.signal);
  const appHookData: HookData = {};
  const appOnly = { hookData: {} as HookData, appHookData };
  const listening: Listening = {
    invoke: invoker(app, appHookData, events, log),
    settings,
    events,
    clock,
    log,
    stopping: stopping.signal,
    abandoned: abandoned.signal,
  };

  const queues = await Promise.all(
    triggers.filter((t) => t.type === 'queue').map(async (trigger) => ({ trigger, queue: await openQueue(trigger) })),
  );
  for (const hook of app.hooks.appStart) await hook({ ...appOnly, functionAppDirectory: root });
  const streaming = await openStreaming(app);
  const http = await listenHttp(listening, router, streaming, options.port ?? 0).catch((error: unknown) => {
    streaming?.close();
    throw error;
  });
  const work = Promise.all([
    http.done,
    ...queues.map(({ trigger, queue }) => listenQueue(listening, trigger, queue, options.hideMs ?? hideMs)),
    ...triggers.filter((t) => t.type === 'timer').map((trigger) => listenTimer(listening, trigger)),
  ]);

  const stop = async (graceMs: number) => {
    stopping.abort();
    for (const hook of app.hooks.appTerminate) {
      try {
        await hook(appOnly);
      } catch (error) {
        log({ level: 'error', category: 'system', message: `An appTerminate hook failed: ${String(error)}` });
      }
    }
    const finished = new AbortController();
    await Promise.race([work.finally(() => finished.abort()), clock.sleep(graceMs, finished.signal)]);
    abandoned.abort();
    await work;
    streaming?.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: http.url,
    events,
    stop: (graceMs = 30_000) => {
      stopped ??= stop(graceMs);
      return stopped;
    },
  };
}
