import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { bundle } from '../../build.ts';
import { startApp } from '../support/app-process.ts';
import { testStorage } from '../support/azurite.ts';
import { loadedAtOnce } from './loaded-at-once.ts';

const run = promisify(execFile);
const limit = { timeout: 60_000 };
const fixture = join(import.meta.dirname, 'fixtures', 'app');
/** Away from every node_modules: a bundle that still needs one fails here. */
const root = await mkdtemp(join(tmpdir(), 'bundle-'));
after(() => rm(root, { recursive: true, force: true }));
const outdir = join(root, 'dist');
const metafile = await bundle({ root: fixture, entry: 'functions/index.ts', outdir });

test(
  'the folder is what Azure takes: host.json, and a package.json that names an ES module as main',
  limit,
  async () => {
    const manifest = JSON.parse(await readFile(join(outdir, 'package.json'), 'utf8'));
    assert.deepEqual(manifest, { name: 'fixture', version: '1.2.3', private: true, type: 'module', main: 'main.js' });
    assert.deepEqual(JSON.parse(await readFile(join(outdir, 'host.json'), 'utf8')), { version: '2.0' });
    await readFile(join(outdir, 'main.js.map'));
  },
);

test('Microsoft’s Node worker sees the functions, and can run what is loaded later', limit, async () => {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'worker.cjs'), outdir, 'heavy']);
  assert.deepEqual(JSON.parse(stdout), {
    model: '@azure/functions',
    functions: { heavy: 'httpTrigger', ping: 'httpTrigger', tick: 'timerTrigger' },
    result: {
      jsonBody: {
        names: ['CloudAdapter', 'AdaptiveCard', 'DefaultAzureCredential'],
        parsed: { a: 1 },
        type: 'message',
        items: 1,
      },
    },
  });
});

test('what is behind an import() is not read at the start', limit, () => {
  const packages = loadedAtOnce(metafile, 'functions/index.ts');
  assert.deepEqual([...packages].toSorted(), ['@azure/functions', '@azure/functions-extensions-base', 'cookie']);
});

test('npm start -- --bundle runs it', limit, async () => {
  const app = startApp(['--root', root, '--bundle'], { AzureWebJobsStorage: await testStorage() });
  const response = await fetch(`${await app.ready}/api/ping/world`);
  assert.deepEqual(await response.json(), { hello: 'world' });
  assert.equal(await app.end('SIGTERM'), 0);
});
