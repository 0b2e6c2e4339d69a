import assert from 'node:assert/strict';
import { startApp as startProcess } from './app-process.ts';

export interface AppOptions {
  /** A connection string: of an emulator that no other test file uses, for the names of queues are fixed. */
  readonly storage: string;
  /** Settings beside or instead of the usual ones; undefined unsets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder with `dist`, the app as it is deployed; absent: the source is run. */
  readonly deployed?: string;
}

/** The app, in a process of its own, as `npm start` runs it. */
export interface RunningApp {
  readonly url: string;
  /** All it has logged so far. */
  readonly lines: readonly string[];
  /** Resolves when it has logged a line that contains the text. */
  said(text: string): Promise<void>;
  /** Asks it to end (SIGTERM); it must end cleanly. */
  stop(): Promise<void>;
  /** Ends it at whatever instruction it is (SIGKILL). */
  kill(): Promise<void>;
}

/** Looks at queues more often than host.json has it, so that tests wait less; and sends as fast as may be configured. */
const usual = {
  AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:00:00.200',
  CARILLON_RATE: '1000',
};

/** Settings that take the work of a queue from an app: another one is to do it, or nobody. */
export function without(
  ...functions: readonly ('deliver' | 'deliver-urgent' | 'plan' | 'watch')[]
): Record<string, string> {
  return Object.fromEntries(functions.map((name) => [`AzureWebJobs.${name}.Disabled`, 'true']));
}

/** Settings with which an app takes one job at a time, and so leaves some to the other, and logs each that it did. */
export const oneAtATime = {
  AzureFunctionsJobHost__extensions__queues__batchSize: '1',
  AzureFunctionsJobHost__extensions__queues__newBatchThreshold: '0',
  AzureFunctionsJobHost__logging__logLevel__default: 'Debug',
};

/** Resolves when an app with {@link oneAtATime} has done a job of the queue `deliver`. */
export const hasDelivered = (app: RunningApp): Promise<void> => app.said('debug: deliver:');

/** Whether an app has ever found that nobody worked on a broadcast any more, and put its jobs on the queue again. */
export function hasRevived({ lines }: RunningApp, broadcast: string): boolean {
  return lines.some((line) => line.includes('"event":"revived"') && line.includes(broadcast));
}

/** Starts the app on a free port and waits until it is ready. It is killed after the test if it still runs. */
export async function startApp({ storage, env, deployed }: AppOptions): Promise<RunningApp> {
  const app = startProcess(deployed === undefined ? [] : ['--root', deployed, '--bundle'], {
    ...usual,
    ...env,
    AzureWebJobsStorage: storage,
  });
  return {
    url: await app.ready,
    lines: app.lines,
    said: app.said,
    stop: async () => assert.equal(await app.end('SIGTERM'), 0, app.lines.join('\n')),
    kill: async () => void (await app.end('SIGKILL')),
  };
}
