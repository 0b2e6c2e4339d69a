import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { given, made, open, version } from './made.ts';

const command = join(import.meta.dirname, '..', '..', 'local', 'package.ts');
const folder = await mkdtemp(join(tmpdir(), 'package-'));
after(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What `npm run package` does with these arguments, in a folder of its own and with nothing else in its environment. */
function run(args: readonly string[], { env = {}, input = '' } = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [command, ...args], { cwd: folder, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
    child.stdin!.end(input);
  });
}

const flags = [
  ...['--bot-id', given.CARILLON_BOT_ID, '--api-client-id', given.CARILLON_API_CLIENT_ID],
  ...['--company', given.CARILLON_COMPANY, '--company-url', given.CARILLON_COMPANY_URL],
];
/** As azd prints them. */
const values = Object.entries(given)
  .map(([name, value]) => `${name}="${value}"\n`)
  .join('');

test('the same package comes of options, of the environment, and of what azd prints', async () => {
  const expected = await made();
  await writeFile(join(folder, 'azd.env'), values);
  const ways: readonly (readonly [readonly string[], { env?: Record<string, string>; input?: string }])[] = [
    [flags, {}],
    [[], { env: given }],
    [['--values', 'azd.env'], {}],
    [['--values', '-'], { input: values }],
  ];
  for (const [args, more] of ways) {
    const { code, out, err } = await run(args, more);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^teams-app\.zip: Carillon \d+\.\d+\.\d+, app [0-9a-f-]{36}\.\n$/);
    assert.deepEqual(await readFile(join(folder, 'teams-app.zip')), expected);
    await rm(join(folder, 'teams-app.zip'));
  }
});

test('an option goes before what azd prints, and that before the environment', async () => {
  const env = { CARILLON_COMPANY: 'of the environment', CARILLON_APP_NAME: 'of the environment' };
  const input = `${values}CARILLON_APP_NAME="of azd"\n`;
  const { code } = await run(['--values', '-', '--company', 'of the option', '--out', 'one.zip'], { env, input });
  assert.equal(code, 0);
  const { manifest } = open(await readFile(join(folder, 'one.zip')));
  assert.deepEqual([manifest.developer.name, manifest.name.short], ['of the option', 'of azd']);
});

test('everything that is missing is told at once, with what to set, and nothing is written', async () => {
  const { code, out, err } = await run(['--out', 'none.zip']);
  assert.deepEqual([code, out], [2, '']);
  for (const name of Object.keys(given)) assert.match(err, new RegExp(`^- ${name} is not set\\. Set it, or --`, 'm'));
  assert.equal(err.match(/^- /gm)?.length, Object.keys(given).length);
  await assert.rejects(readFile(join(folder, 'none.zip')), { code: 'ENOENT' });
});

test('everything that is wrong is told at once', async () => {
  const wrong = {
    CARILLON_BOT_ID: 'carillon-bot',
    CARILLON_API_CLIENT_ID: `api://${given.CARILLON_API_CLIENT_ID}`,
    CARILLON_COMPANY: 'A company whose name is too long for Teams',
    CARILLON_COMPANY_URL: 'http://contoso.com',
    CARILLON_PRIVACY_URL: 'contoso.com/privacy',
    CARILLON_TERMS_URL: 'javascript:alert(1)',
    CARILLON_APP_NAME: '{CARILLON_BOT_ID}',
    CARILLON_APP_VERSION: '1.0',
    CARILLON_APP_ID: '1',
    CARILLON_READ_RECEIPTS: 'true',
  };
  const { code, err } = await run([], { env: wrong });
  assert.equal(code, 2);
  for (const name of Object.keys(wrong)) assert.match(err, new RegExp(`^- ${name} is not (a|an|three|yes) `, 'm'));
  assert.equal(err.match(/^- /gm)?.length, Object.keys(wrong).length);
});

test('the id of the bot in the place of the API’s is refused: nobody could install such an app', async () => {
  const twice = ['--api-client-id', given.CARILLON_BOT_ID.toUpperCase(), '--out', 'twice.zip'];
  const { code, out, err } = await run([...flags, ...twice]);
  assert.deepEqual([code, out], [2, '']);
  assert.match(
    err,
    /^- CARILLON_API_CLIENT_ID is the id of the bot: nobody could install the app\. Set it, or --api-client-id/m,
  );
  await assert.rejects(readFile(join(folder, 'twice.zip')), { code: 'ENOENT' });
});

test('who mistypes an option, or names a file that is not there, is shown what there is', async () => {
  for (const args of [['--bot', 'x'], ['--values', 'nowhere.env'], ['more']]) {
    const { code, err } = await run(args);
    assert.equal(code, 2);
    assert.match(err, /^npm run package -- \[options\]$/m);
  }
  const { code, out } = await run(['--help']);
  assert.equal(code, 0);
  for (const name of Object.keys(given)) assert.ok(out.includes(name), name);
});

test('the same bot is the same app whoever packs it, and another bot is another app', async () => {
  const idOf = async (bot: string) => open(await made({ CARILLON_BOT_ID: bot })).manifest.id;
  const first = await idOf(given.CARILLON_BOT_ID);
  const [lower, upper] = ['abcdef01-2222-4333-8444-555555555555', 'ABCDEF01-2222-4333-8444-555555555555'];
  assert.equal(await idOf(lower), await idOf(upper));
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(first, given.CARILLON_BOT_ID);
  assert.notEqual(await idOf(lower), first);
  // An upload under another id would be a second app, that nobody has.
  assert.equal(first, 'ac0c2335-4ae9-500a-af76-93cf507eaa9b');
});

test('a name, pages, a version and an id of one’s own are those of the app', async () => {
  const own = {
    CARILLON_APP_NAME: 'Contoso "News" \\',
    CARILLON_PRIVACY_URL: 'https://contoso.com/privacy',
    CARILLON_TERMS_URL: 'https://contoso.com/terms',
    CARILLON_APP_VERSION: '2.0.1',
    CARILLON_APP_ID: '99999999-0000-4000-8000-000000000000',
  };
  const { manifest, strings } = open(await made(own));
  const { name, developer } = manifest;
  assert.deepEqual([name.short, strings('fr')['name.short']], [own.CARILLON_APP_NAME, own.CARILLON_APP_NAME]);
  assert.ok(name.full.startsWith(own.CARILLON_APP_NAME) && name.full.length <= 100);
  assert.deepEqual([developer.privacyUrl, developer.termsOfUseUrl], [own.CARILLON_PRIVACY_URL, own.CARILLON_TERMS_URL]);
  assert.deepEqual([manifest.version, manifest.id], [own.CARILLON_APP_VERSION, own.CARILLON_APP_ID]);
  const { manifest: plain } = open(await made());
  assert.deepEqual([plain.name.short, plain.version], ['Carillon', version]);
  assert.deepEqual(
    [plain.developer.privacyUrl, plain.developer.termsOfUseUrl],
    [given.CARILLON_COMPANY_URL, given.CARILLON_COMPANY_URL],
  );
});
