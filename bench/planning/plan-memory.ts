/** The memory that planning takes, however many are meant. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../build.ts';
import { startAzurite } from '../../local/azurite.ts';
import { readSettings } from '../../shared/settings.ts';
import { openStorage } from '../../shared/storage/open-storage.ts';
import { instance } from '../instance.ts';
import { readyLine, startChild } from '../processes/child.ts';
import { people, seedConversations } from '../storage/seed.ts';
import type { PlanResult } from './plan-process.ts';

const root = join(import.meta.dirname, '..', '..');
const tenant = '00000000-0000-4000-8000-000000000000';

/** Puts so many people on record and plans a broadcast to them, with the code as it is deployed: bundled. */
export async function measurePlanning(users: number, say: (text: string) => void): Promise<PlanResult> {
  await using stack = new AsyncDisposableStack();
  const azurite = stack.adopt(await startAzurite(), (it) => it.stop());
  const env = { AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: azurite.connectionString };
  const storage = await openStorage(readSettings(env));
  await seedConversations(
    storage.table('Conversations'),
    tenant,
    'http://127.0.0.1:1/amer/',
    people(users),
    (done) => done % 20_000 === 0 && say(`${done} of ${users} people on record`),
  );

  const outdir = stack.adopt(await mkdtemp(join(tmpdir(), 'carillon-bench-')), (it) => rm(it, { recursive: true }));
  await bundle({ root, entry: 'bench/planning/plan-process.ts', outdir });
  say('planning');
  const child = await startChild({
    script: join(outdir, 'main.js'),
    args: [tenant],
    env,
    node: instance,
    preload: false,
    ready: (line) => readyLine<PlanResult>(line),
  });
  return child.ready;
}
