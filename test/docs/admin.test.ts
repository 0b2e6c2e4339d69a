import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inputs } from '../../local/package/inputs.ts';
import { given, made, open } from '../package/made.ts';

const root = join(import.meta.dirname, '..', '..');
const page = await readFile(join(root, 'docs', 'admin.md'), 'utf8');

/** What is below a heading, up to the next one. */
function chapter(heading: string): string {
  const found = page.split(/^## /m).find((one) => one.startsWith(heading));
  assert.ok(found, `docs/admin.md has no chapter ${heading}`);
  return found;
}

test('from the zip to everyone it takes ten steps at most', () => {
  const numbers = [...chapter('From the zip to everyone').matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => i + 1),
  );
  assert.ok(numbers.length > 0 && numbers.length <= 10, `${numbers.length} steps`);
});

test('every permission of the app is on the page, and no other', async () => {
  const { manifest } = open(await made());
  const asked = manifest.authorization?.permissions.resourceSpecific.map(({ name }) => name);
  const told = [...chapter('What it may do').matchAll(/^\| `([^`]+)` \(/gm)].map(([, name]) => name);
  assert.deepEqual(told, asked);
});

test('every option of the package is on the page, with its name', () => {
  const rows = [...chapter('For the operator').matchAll(/^\| `--([^`]+)` \| `([^`]+)` \|/gm)];
  const told = rows.map(([, flag, name]) => [name, flag]);
  assert.deepEqual(
    told,
    Object.entries(inputs).map(([name, { flag }]) => [name, flag]),
  );
});

test('the command on the page makes the package of what azd prints', async () => {
  const line = /^azd env get-values \| npm run --silent package -- (.*)$/m.exec(chapter('For the operator'))?.[1];
  assert.ok(line);
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  const folder = await mkdtemp(join(tmpdir(), 'admin-'));
  const { CARILLON_BOT_ID: bot, CARILLON_API_CLIENT_ID: api } = given;
  const printed = `AZURE_ENV_NAME="test"\nCARILLON_BOT_ID="${bot}"\nCARILLON_API_CLIENT_ID="${api}"\n`;
  execFileSync(process.execPath, [join(root, 'local', 'package.ts'), ...words], {
    cwd: folder,
    env: {},
    input: printed,
  });
  assert.deepEqual(await readFile(join(folder, 'teams-app.zip')), await made());
  await rm(folder, { recursive: true });
});

test('every file that the page leads to is there', async () => {
  const links = [...page.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)|src="([^"]+)"/g)].map(([, link, src]) => link ?? src!);
  assert.ok(links.length > 5);
  for (const link of links) await assert.doesNotReject(access(join(root, 'docs', link)), link);
});
