import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { bundle } from '../../build.ts';
import { zip } from '../../local/zip.ts';
import { zipFolder } from '../../local/zip-folder.ts';
import { startApp } from '../support/app-process.ts';
import { testStorage } from '../support/azurite.ts';
import { copySources } from './copy-sources.ts';
import { unzip } from './unzip.ts';

const limit = { timeout: 120_000 };
const root = join(import.meta.dirname, '..', '..');
const entry = 'functions/index.ts';
const folder = await mkdtemp(join(tmpdir(), 'zip-'));
after(() => rm(folder, { recursive: true, force: true }));
const outdir = join(folder, 'built');
const metafile = await bundle({ root, entry, outdir });
const archive = await zipFolder(outdir);

test('an archive holds what was put in, sorted, whoever packs it and when', limit, () => {
  const files = [
    { name: 'b/ü.txt', data: Buffer.from('ü'.repeat(1000)) },
    { name: 'a.txt', data: Buffer.from('') },
    { name: 'b.txt', data: crypto.getRandomValues(new Uint8Array(60_000)) },
  ];
  const unpacked = unzip(zip(files));
  assert.deepEqual(
    unpacked.map(({ name }) => name),
    ['a.txt', 'b.txt', 'b/ü.txt'],
  );
  for (const { name, data, mode, time } of unpacked) {
    assert.deepEqual(data, Buffer.from(files.find((file) => file.name === name)!.data));
    assert.deepEqual([mode, time], [0o100644, 0x0021_0000], 'an ordinary file, of no time');
  }
  assert.deepEqual(zip(files.toReversed()), zip(files));
});

test('an archive takes no name that could be written elsewhere, and none twice', limit, () => {
  const data = Buffer.from('x');
  for (const name of ['/etc/passwd', '../x', 'a/../../x', 'a\\b', '']) {
    assert.throws(() => zip([{ name, data }]), RangeError, name);
  }
  assert.throws(
    () =>
      zip([
        { name: 'a', data },
        { name: 'a', data },
      ]),
    RangeError,
  );
});

test(
  'the same source makes the same bytes, whatever the folder it is in, where its packages are, and the folder it is built to',
  limit,
  async () => {
    for (const place of ['one', 'another/and/deeper', 'linked']) {
      const clone = join(folder, place);
      await copySources(metafile, root, clone);
      if (place === 'linked') {
        const elsewhere = join(folder, 'packages');
        await rename(join(clone, 'node_modules'), elsewhere);
        await symlink(elsewhere, join(clone, 'node_modules'));
      }
      await bundle({ root: clone, entry, outdir: join(clone, 'dist') });
      const again = await zipFolder(join(clone, 'dist'));
      assert.deepEqual(
        unzip(again).map(({ name }) => name),
        unzip(archive).map(({ name }) => name),
      );
      assert.ok(again.equals(archive), 'byte by byte');
    }
  },
);

test('nothing in it tells where it was built', limit, () => {
  for (const { name, data } of unzip(archive)) {
    for (const place of [root, folder]) assert.ok(!data.includes(place), `${name} names ${place}`);
  }
});

test('what is unpacked is the app: Azure’s worker finds its functions at the root, and it answers', limit, async () => {
  const deployed = join(folder, 'deployed', 'dist');
  for (const { name, data } of unzip(archive)) {
    await mkdir(dirname(join(deployed, name)), { recursive: true });
    await writeFile(join(deployed, name), data);
  }
  assert.deepEqual(await readFile(join(deployed, 'host.json')), await readFile(join(root, 'host.json')));
  const worker = join(import.meta.dirname, 'worker.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [worker, deployed]);
  assert.equal(JSON.parse(stdout).functions.deliver, 'queueTrigger');

  const settings = { AzureWebJobsStorage: await testStorage() };
  const app = startApp(['--root', dirname(deployed), '--bundle'], settings);
  const response = await fetch(`${await app.ready}/api/openapi.json`);
  const { info } = (await response.json()) as { info: { title: string } };
  assert.match(info.title, /Carillon/);
  assert.equal(await app.end('SIGTERM'), 0);
});
