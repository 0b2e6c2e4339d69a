import { on } from 'node:events';
import { after } from 'node:test';
import { collectApp } from '../../local/host/core-module.ts';
import type { HostEventMap } from '../../local/host/events.ts';
import { type Host, type HostOptions, startHost } from '../../local/host/host.ts';
import type { LogEntry } from '../../local/host/log.ts';

/** A test that hangs is ended after this long; far longer than any needs. */
export const limit = { timeout: 60_000 };

/** host.json for tests: looks at queues often, tries again at once. */
export function hostJson(queues: object = {}): Record<string, unknown> {
  const quick = { maxPollingInterval: '00:00:00.100', visibilityTimeout: '00:00:00', messageEncoding: 'none' };
  return { version: '2.0', extensions: { queues: { ...quick, ...queues } } };
}

export interface TestHost extends Host {
  readonly log: readonly LogEntry[];
}

/** Runs what `register` registers, on a free port, with a silent log; stopped after the test file if not before. */
export async function testHost(register: () => unknown, options: Partial<HostOptions> = {}): Promise<TestHost> {
  const log: LogEntry[] = [];
  const app = options.app ?? (await collectApp(register));
  const defaults: HostOptions = {
    root: import.meta.dirname,
    env: {},
    hostJson: hostJson(),
    log: (line) => log.push(line),
  };
  const host = await startHost({ ...defaults, app, ...options });
  after(() => host.stop(0));
  return { ...host, log };
}

/** The next event of a kind that fits. */
export async function until<Name extends keyof HostEventMap>(
  host: Host,
  name: Name,
  fits: (event: HostEventMap[Name][0]) => boolean = () => true,
): Promise<HostEventMap[Name][0]> {
  for await (const [event] of on(host.events, name)) if (fits(event)) return event;
  throw new Error(`No ${name} event`);
}

/** A promise and what resolves it. */
export function gate<T = void>(): PromiseWithResolvers<T> {
  return Promise.withResolvers<T>();
}
