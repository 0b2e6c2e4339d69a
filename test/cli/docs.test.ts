import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { folderWith } from './support/carillon.ts';

const root = join(import.meta.dirname, '..', '..');
const app = await startApp({ storage: await ownStorage() });
const people = await teamsFor(app.url);
const folder = await folderWith({
  'water.md': '**Water** is off until 14:00\n',
  'card.json': JSON.stringify({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'Off' }] }),
  'floor2.csv': `name,id\nAda,${people.blocked}\n`,
  'on-leave.txt': `${people.removed}\n`,
  'app.env': 'AZURE_FUNCTIONS_ENVIRONMENT=Development\nAzureWebJobsStorage=UseDevelopmentStorage=true\n',
  // The command is in this checkout; and what reads its output is not what is tested.
  npx: `#!/bin/sh\nshift\nexec '${process.execPath}' '${join(root, 'cli', 'carillon.js')}' "$@"\n`,
  jq: '#!/bin/sh\ncat >/dev/null\n',
});
for (const command of ['npx', 'jq']) await chmod(join(folder, command), 0o755);

/** `npm run teams` for an app: the ids it prints, and its tenant. */
async function teamsFor(url: string): Promise<{ tenant: string; removed: string; blocked: string }> {
  const script = join(root, 'local', 'teams.ts');
  const child = spawn(process.execPath, [script, '--app', url, '--port', '0', '--users', '20'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  after(() => child.kill());
  const ids: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, tenant] = /^ready .* of tenant (\S+) /.exec(line) ?? [];
    if (tenant) ids['tenant'] = tenant;
    const [, id, what] = /^ {2}(\S{36}) has (removed|blocked)/.exec(line) ?? [];
    if (id && what) ids[what] ??= id;
    if (what === 'blocked') break;
  }
  return { tenant: ids['tenant']!, removed: ids['removed']!, blocked: ids['blocked']! };
}

/** The lines of a page that call the command. */
async function examplesIn(page: string): Promise<string[]> {
  const markdown = await readFile(join(root, page), 'utf8');
  const blocks = [...markdown.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split('\n')).filter((line) => line.includes('npx carillon '));
}

/** What stands in the examples for a tenant. */
const TENANT = '11111111-2222-4333-8444-555555555555';

/** Runs a line in a shell, with people and a broadcast that there are. */
async function runLine(line: string, broadcast: string) {
  const real = line
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (id) =>
      id === TENANT ? people.tenant : people.blocked,
    )
    .replaceAll(/\b[0-9a-z]{26}\b/g, broadcast);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}`, CARILLON_URL: app.url };
  const child = spawn('bash', ['-o', 'pipefail', '-c', real], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { code: code as number, stdout, stderr };
}

test('README, docs/cli.md and docs/deploy.md: every example is a command line that is understood, and does what it says', async (t) => {
  const first = await runLine('npx carillon send water.md --to everyone --watch --json', '');
  assert.equal(first.code, 5, first.stderr);
  const { id } = JSON.parse(first.stdout);
  const pages = await Promise.all(['README.md', 'docs/cli.md', 'docs/deploy.md'].map(examplesIn));
  for (const found of pages) assert.ok(found.length > 2, 'examples are found');
  const lines = pages.flat();
  assert.ok(lines.length > 20, 'examples are found');
  for (const line of lines) {
    await t.test(line, async () => {
      const { code, stderr } = await runLine(line, id);
      assert.ok(code !== 1 && code !== 2, `${code}: ${stderr}`);
      // Two of the people can't be reached; and what has ended can't be canceled or paused.
      const may = /--watch| watch | retry /.test(line) ? [0, 5] : / (cancel|pause) /.test(line) ? [3] : [0];
      assert.ok(may.includes(code), `${code}: ${stderr}`);
    });
  }
});

test('README: why somebody did not get it', async () => {
  const sent = await runLine('npx carillon send water.md --to everyone --watch --json', '');
  const [line = ''] = (await examplesIn('README.md')).filter((example) => example.includes('carillon why'));
  const { stdout } = await runLine(line, JSON.parse(sent.stdout).id);
  const markdown = await readFile(join(root, 'README.md'), 'utf8');
  const [, reason = ''] = /\n( {2}blocked-by-user: .*\n {2}→ .*\n)/.exec(markdown) ?? [];
  assert.ok(reason !== '' && stdout.endsWith(reason), stdout);
});

test('npx carillon runs the command of this checkout, on its own Node.js', async () => {
  const child = spawn('npx', ['--offline', 'carillon', '--version'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  assert.equal(await text(child.stdout), `${version}\n`);
});

test('docs/cli.md names every command', async () => {
  const page = await readFile(join(root, 'docs', 'cli.md'), 'utf8');
  const help = await runLine('npx carillon --help', '');
  const commands = [...help.stdout.matchAll(/^ {2}([a-z-]+) (?:\[|<| )/gm)].map(([, name]) => name!);
  assert.ok(commands.length > 15, help.stdout);
  for (const name of commands)
    assert.match(page, new RegExp(`(carillon |help |\`)${name}\\b`), `docs/cli.md lacks ${name}`);
});
