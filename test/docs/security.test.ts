import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundle } from '../../build.ts';
import { settingsTable } from '../../shared/settings/table.ts';

const root = join(import.meta.dirname, '..', '..');
const page = await readFile(join(root, 'docs', 'security.md'), 'utf8');
const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: true }>>;
};

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly bundled: string;
}

/** The rows of the two tables of dependencies. */
const listed: readonly Dependency[] = [...page.matchAll(/^\| `([^`]+)` (\d\S*) \| [^|]* \| (yes|no) \|/gm)].map(
  ([, name = '', version = '', bundled = '']) => ({ name, version, bundled }),
);

/** Where the lock file has packages of a name, of all that is installed to run. */
const installed = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && !dev)
  .map(([path, { version }]) => ({ path, name: path.replace(/^.*node_modules\//, ''), version }));

test('every file that docs/security.md names exists', async () => {
  const named = [...page.matchAll(/`((?:shared|test|functions|local|docs)\/[^`]+)`/g)].map(([, file]) => file!);
  assert.ok(named.length > 100);
  for (const file of named) await assert.doesNotReject(access(join(root, file)), file);
});

test('every threat on docs/security.md has a test, or says why there is none', () => {
  const threats = page.slice(page.indexOf('### Spoofing'), page.indexOf('## What you have to do'));
  const rows = threats.split('\n').filter((line) => /^\| [a-z]/.test(line) && !line.startsWith('| what somebody'));
  assert.ok(rows.length > 30);
  for (const row of rows) assert.match(row, /\| (`test\/\S+\.test\.ts`|\([a-z ]+\)).* \|$/, row);
});

test('every setting that docs/security.md names is one', () => {
  const names = settingsTable.map(({ name }) => name as string);
  for (const [name] of page.matchAll(/\b(?:CARILLON|MicrosoftApp)[A-Z_a-z]+\b/g)) assert.ok(names.includes(name), name);
});

test('every dependency is on docs/security.md, in the version that is locked', () => {
  for (const name of Object.keys(dependencies)) {
    assert.ok(
      listed.some((one) => one.name === name),
      name,
    );
  }
  for (const { name, version } of listed) {
    const versions = installed.filter((one) => one.name === name).map((one) => one.version);
    assert.ok(versions.includes(version), `${name} ${version}: locked is ${versions.join(', ') || 'none'}`);
  }
});

test('docs/security.md says which packages are in the bundle', { timeout: 60_000 }, async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'carillon-'));
  const { outputs } = await bundle({ root, entry: 'functions/index.ts', outdir });
  await rm(outdir, { recursive: true, force: true });
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const files = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  const isBundled = ({ path }: { path: string }): boolean =>
    files.some((file) => file.startsWith(`${path}/`) && !file.slice(path.length).includes('/node_modules/'));
  for (const { name, version, bundled } of listed) {
    const found = installed.filter((one) => one.name === name && one.version === version).some(isBundled);
    assert.equal(bundled, found ? 'yes' : 'no', `${name} ${version}`);
  }
});
