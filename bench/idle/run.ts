/** The app with nothing to do: one tenant has been heard from, and has had a broadcast. */
import { join } from 'node:path';
import { startAzurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/clock.ts';
import { EVERY } from '../../shared/lifecycle/rounds.ts';
import { readSettings } from '../../shared/settings.ts';
import { openStorage } from '../../shared/storage/open-storage.ts';
import { postBroadcast } from '../processes/app.ts';
import { readyLine, startChild } from '../processes/child.ts';
import type { StorageOperation } from '../storage/classify.ts';
import { openCountingProxy } from '../storage/counting-proxy.ts';
import { seedConversations } from '../storage/seed.ts';
import type { IdleReport, Invocation } from './host-process.ts';

const tenant = '00000000-0000-4000-8000-000000000000';
/** How far after a round counting begins, ms: behind the look that may follow one, too. */
const BETWEEN = 45_000;

export interface IdleRun {
  readonly seconds: number;
  readonly operations: readonly StorageOperation[];
  readonly invocations: readonly Invocation[];
  readonly lines: number;
  readonly bytes: number;
  /** Of the app's process. */
  readonly cpuMicros: number;
}

/** @param seconds how long, a multiple of 60; from 300 on each timer's share of it is its share of a month */
export async function runIdle(seconds: number, say: (text: string) => void): Promise<IdleRun> {
  await using stack = new AsyncDisposableStack();
  const azurite = stack.adopt(await startAzurite(), (it) => it.stop());
  const env = { AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: azurite.connectionString };
  const settings = readSettings(env);
  const storage = await openStorage(settings);
  await seedConversations(storage.table('Conversations'), tenant, 'http://127.0.0.1:1/amer/', []);
  const proxy = stack.adopt(await openCountingProxy(azurite.connectionString, settings.tablePrefix), (it) =>
    it.close(),
  );
  const child = await startChild({
    script: join(import.meta.dirname, 'host-process.ts'),
    env: { ...env, AzureWebJobsStorage: proxy.connectionString },
    ready: (line) => readyLine<{ readonly url: string }>(line),
  });
  const app = stack.adopt(child, (it) => it.stop());
  const report = async () => ({
    ...((await app.tell({ ask: 'report' })) as IdleReport),
    ...(await app.usage()),
    operations: [...proxy.operations],
  });

  // A tenant that has had a broadcast is looked at; this one had nobody to go to, and has ended.
  const id = await postBroadcast(app.ready.url, { type: 'everyone' });
  for (let ended = false; !ended; await systemClock.sleep(500)) {
    const answer = await fetch(`${app.ready.url}/api/broadcasts/${id}`);
    ended = ((await answer.json()) as { endedAt: string | null }).endedAt !== null;
  }
  await systemClock.sleep(EVERY + ((EVERY + BETWEEN - (Date.now() % EVERY)) % EVERY));
  const before = await report();
  say(`nothing to do, for ${seconds} s`);
  await systemClock.sleep(seconds * 1_000);
  const after = await report();
  return {
    seconds,
    operations: after.operations.slice(before.operations.length),
    invocations: after.invocations.slice(before.invocations.length),
    lines: after.lines - before.lines,
    bytes: after.bytes - before.bytes,
    cpuMicros: after.cpuMicros - before.cpuMicros,
  };
}
