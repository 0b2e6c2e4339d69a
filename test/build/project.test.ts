import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { bundle } from '../../build.ts';
import { loadedAtOnce } from './loaded-at-once.ts';

const limit = { timeout: 60_000 };
const root = join(import.meta.dirname, '..', '..');
const outdir = await mkdtemp(join(tmpdir(), 'carillon-'));
after(() => rm(outdir, { recursive: true, force: true }));
const metafile = await bundle({ root, entry: 'functions/index.ts', outdir });

test('package.json names the file npm run build makes', limit, async () => {
  const { main, type } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  assert.deepEqual([main, type], ['dist/main.js', 'module']);
});

test('the project’s bundle gives Microsoft’s Node worker its functions', limit, async () => {
  const worker = join(import.meta.dirname, 'worker.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [worker, outdir]);
  const { functions } = JSON.parse(stdout);
  const some = {
    broadcasts: 'httpTrigger',
    deliver: 'queueTrigger',
    messages: 'httpTrigger',
    plan: 'queueTrigger',
    watch: 'timerTrigger',
  };
  assert.deepEqual({ ...functions, ...some }, functions);
});

test('a cold start reads the functions library and nothing else', limit, () => {
  const packages = loadedAtOnce(metafile, 'functions/index.ts');
  assert.deepEqual([...packages].toSorted(), ['@azure/functions', '@azure/functions-extensions-base', 'cookie']);
});

test(
  'the sender reads neither botbuilder nor adaptivecards nor @azure/identity, and no schemas of what comes in',
  limit,
  () => {
    const packages = loadedAtOnce(metafile, 'shared/delivery/deliver-queue.ts');
    // Botbuilder's schemas have a zod of their own: ours would come with the code that sends.
    assert.ok(!packages.has('zod'));
    for (const storage of loadedAtOnce(metafile, 'shared/storage/open-storage.ts')) packages.add(storage);
    for (const teams of loadedAtOnce(metafile, 'shared/teams/connector-client.ts')) packages.add(teams);
    assert.ok(packages.has('@azure/storage-queue'));
    for (const unwanted of ['botbuilder', 'botbuilder-core', 'adaptivecards', '@azure/identity', '@azure/msal-node']) {
      assert.ok(!packages.has(unwanted), unwanted);
    }
  },
);
