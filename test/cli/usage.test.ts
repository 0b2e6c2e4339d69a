import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { exitCodes } from '../../cli/exit-codes.ts';
import { carillon, folderWith } from './support/carillon.ts';
import { recordingServer } from './support/recording-server.ts';

const cwd = await folderWith({
  'water.md': '**Water** is off\n',
  'broken.json': '{ "text": ',
  'list.json': '[1]',
  'people.txt': '# floor 2\naaaaaaaa-0000-4000-8000-000000000001\nAda Lovelace\n',
});

const id = 'aaaaaaaa-0000-4000-8000-000000000001';

for (const [what, args, says] of [
  ['no command at all', [], /Usage: carillon/],
  ['a command there is not', ['lst'], /Did you mean list\?/],
  ['an option there is not', ['list', '--stats', 'x'], /unknown option '--stats'\n\(Did you mean --status\?\)/],
  ['a missing argument', ['show'], /missing required argument 'broadcast'/],
  ['an argument too many', ['show', 'a', 'b'], /too many arguments/],
  ['a state there is not', ['deliveries', 'b1', '--state', 'delivered,lost'], /Allowed choices are pending,/],
  ['a number that is none', ['list', '--limit', '1001'], /whole number from 1 to 1000/],
  ['options that exclude each other', ['list', '--all', '--limit', '5'], /cannot be used with/],
  ['nobody to send to', ['send', 'water.md'], /Nothing says who it is for\.\n {2}→ Give --to everyone/],
  ['somebody who is none', ['send', 'water.md', '--to', 'evreyone'], /--to takes everyone, .* not "evreyone"/],
  ['a list with a line that is no id', ['send', 'water.md', '--to', '@people.txt'], /"Ada Lovelace" \(line 3\)/],
  [
    'a list that is not there',
    ['send', 'water.md', '--to', '@nobody.txt'],
    /nobody\.txt can't be read: there is no such file/,
  ],
  [
    'a message that is not there',
    ['send', 'fire.md', '--to', 'everyone'],
    /fire\.md can't be read: there is no such file or folder\.\n$/,
  ],
  ['a message that is a folder', ['send', '.', '--to', 'everyone'], /\. can't be read: it is a folder\./],
  ['a person who is named otherwise', ['why', 'ada', 'b1'], /by their object id, not by "ada"\.\n {2}→ Copy it/],
  ['a person behind the broadcast', ['why', 'b1', id], new RegExp(`→ The person comes first: carillon why ${id} b1`)],
  ['JSON that is none', ['send', 'broken.json', '--to', 'everyone'], /broken\.json is not JSON/],
  ['JSON that is no object', ['send', 'list.json', '--to', 'everyone'], /list\.json is not a JSON object/],
  ['a time that is none', ['send', 'water.md', '--to', 'everyone', '--start-at', '+soon'], /takes a time such as/],
  ['quiet hours that are none', ['send', 'water.md', '--to', 'everyone', '--quiet-hours', 'night'], /20:00-07:00/],
  ['a test to everybody beside', ['send', 'water.md', '--to', 'everyone', '--test', 'x'], /without --to/],
  ['a URL that is none', ['list', '--url', 'carillon'], /is not a URL of Carillon/],
  ['a URL with a password', ['list', '--url', 'https://ada:secret@example.com'], /has a name or a password/],
  ['a URL off this machine without https', ['list', '--url', 'http://example.com'], /not https/],
  ['a URL off this machine without a scope', ['list', '--url', 'https://example.com'], /Set CARILLON_SCOPE/],
] as const) {
  test(`${what} is a wrong command line: exit code 2, said on stderr, and nothing is asked for`, async () => {
    const server = await recordingServer(() => ({ status: 500 }));
    const { code, stdout, stderr } = await carillon(args, { url: server.url, cwd });
    assert.equal(code, 2, stderr);
    assert.match(stderr, says);
    assert.ok(!stderr.includes('secret'), 'no password is printed');
    assert.equal(stdout, '');
    assert.deepEqual(server.requests, []);
  });
}

test('help is data: on stdout, with exit code 0, and begins with what it is for and examples', async () => {
  for (const args of [['--help'], ['help'], ['send', '--help'], ['help', 'send']]) {
    const { code, stdout, stderr } = await carillon(args);
    assert.deepEqual([code, stderr], [0, ''], args.join(' '));
    assert.match(
      stdout,
      /^\n?\S[^\n]*\.\n[\s\S]*?\nExamples:\n {2}carillon send [\s\S]*Usage: carillon/,
      args.join(' '),
    );
  }
});

test('the version is the package’s', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.equal((await carillon(['--version'])).stdout, `${version}\n`);
});

test('carillon help exit-codes names every exit code, and docs/cli.md says the same', async () => {
  const { code, stdout } = await carillon(['help', 'exit-codes']);
  const page = await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8');
  assert.equal(code, 0);
  for (const [exit, means] of exitCodes) {
    assert.ok(stdout.includes(`${exit}  ${means}`), stdout);
    assert.ok(page.includes(`| ${exit} | ${means} |`), `docs/cli.md lacks: | ${exit} | ${means} |`);
  }
  assert.equal((await carillon(['exit-codes'])).code, 0);
});

test('a Node.js that is too old is told so, with what to do', async () => {
  const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })";
  const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(older)}`];
  const { code, stdout, stderr } = await carillon(['--version'], { nodeArgs });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^carillon needs Node\.js 24 or newer; this is 20\.20\.2\. .*npm ci.*\n$/s);
});
