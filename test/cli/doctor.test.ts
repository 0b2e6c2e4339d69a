import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { proxyStorage } from '../../local/faulty-storage/storage-proxy.ts';
import { readSettings } from '../../shared/settings.ts';
import { openStorage } from '../../shared/storage/open-storage.ts';
import { version } from '../../shared/version.ts';
import { Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { elsewhere } from './support/authority.ts';
import { carillon, folderWith } from './support/carillon.ts';
import { recordingServer } from './support/recording-server.ts';

/** Where nobody listens: a port that was free a moment ago. (`fetch` itself refuses the usual ones.) */
async function emptyAddress(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `http://127.0.0.1:${port}`;
}

const storage = await ownStorage();
let isOut = false;
const proxy = await proxyStorage(storage, () =>
  isOut ? { kind: 'error', status: 403, code: 'AuthorizationPermissionMismatch', carriedOut: false } : undefined,
);
after(() => proxy.close());
const app = await startApp({ storage: proxy.connectionString });
const org = await startOrg(app, { users: 3 });

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly says: string;
  readonly why?: string;
  readonly todo?: string;
}

/** What GET /api/reach says of people. */
const counted = (known: number, reachable: number, complete = true) => ({
  tenant: null,
  people: { known, reachable, confirmed: { lastHour: 0, lastDay: 0, newestAt: null } },
  complete,
});

/** An app that is well, and counts people so. */
const reaching = (status: number, body: unknown) =>
  recordingServer(({ path }) => {
    if (path.endsWith('/reach')) return { status, body };
    if (path.endsWith('/health')) return { body: { status: 'live', version } };
    if (!path.endsWith('/ready')) return { body: { items: [], next: null } };
    return { body: { status: 'ready', checks: [{ name: 'token', ok: true, code: null, ms: 1 }] } };
  });

async function diagnose(args: readonly string[], options: Parameters<typeof carillon>[1] = {}) {
  const { code, stdout, stderr } = await carillon(['doctor', '--json', ...args], options);
  assert.ok(stdout !== '', stderr);
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: readonly Finding[] };
  assert.equal(code, ok ? 0 : 7);
  const wrong = findings.filter((one) => !one.ok);
  for (const { why, todo } of wrong) assert.ok(why && todo);
  return { ok, findings, wrong, checks: findings.map(({ check }) => check), all: stdout + stderr };
}

test('where all is well it says what it looked at, and that', async () => {
  // As the watcher does, whose next five minutes nobody waits for here.
  const { table } = await openStorage(
    readSettings({ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: storage }),
  );
  await table('Broadcasts').write('watcher', [{ do: 'put', key: 'ran', values: { v: 1 } }]);
  const { code, stdout, stderr } = await carillon(['doctor', '--tenant', org.tenant], { url: app.url });
  assert.equal(code, 0, stdout + stderr);
  for (const check of [
    'address',
    'release',
    'clock',
    'sign-in',
    'tables',
    'gate',
    'queue',
    'token',
    'watcher',
    'tenant',
    'reach',
  ]) {
    assert.match(stdout, new RegExp(`^ok +${check} `, 'm'));
  }
  assert.match(
    stdout,
    /\nok +reach +3 of 3 people on record can be reached; 3 of them told so in the last 24 hours\.\n/,
  );
  assert.match(stdout, /\nok +broadcasts +None has a problem\.\nAll is well\.\n$/);
});

test('where nobody listens it says so, what follows and what to do, and looks at nothing more', async () => {
  const url = await emptyAddress();
  const { checks, wrong } = await diagnose([], { url });
  assert.deepEqual(checks, ['address']);
  assert.match(`${wrong[0]?.says} ${wrong[0]?.todo}`, /^Nobody listens at 127\.0\.0\.1:\d+\. Start it/);
  const { stdout } = await carillon(['doctor'], { url });
  assert.match(
    stdout,
    /^wrong {2}address {2}Nobody .*\n {7}Nothing else .*\n {7}→ Start it .*\n1 thing is to be mended\.\n$/,
  );
});

test('a certificate that is not trusted, and somebody else at the address, are told apart', async () => {
  const { url } = await elsewhere();
  const { wrong } = await diagnose(['--url', url, '--scope', 'api://c/.default']);
  assert.match(wrong[0]!.says, /has a certificate that this machine does not trust/);
  const other = await recordingServer(() => ({ status: 404, body: { nothing: 'here' } }));
  const [stranger] = (await diagnose([], { url: other.url })).wrong;
  assert.match(stranger!.says, /not as Carillon does/);
  // So does Azure for an app that has no code yet, or that its settings keep from starting.
  assert.match(
    stranger!.todo!,
    /no code is deployed, or a setting keeps it from starting: Application Insights has why/,
  );
});

test('another release, and a clock that is wrong, are found', async () => {
  const headers = { Date: new Date(Date.now() - 600_000).toUTCString() };
  const { url } = await recordingServer(({ path }) => ({
    headers,
    body: path.endsWith('/health')
      ? { status: 'live', version: '9.0.0' }
      : path.endsWith('/ready')
        ? { status: 'ready', checks: [{ name: 'token', ok: true, code: null, ms: 1 }] }
        : path.endsWith('/reach')
          ? counted(1, 1)
          : { items: [], next: null },
  }));
  const { wrong } = await diagnose([], { url });
  assert.deepEqual(
    wrong.map(({ check }) => check),
    ['release', 'clock'],
  );
  assert.equal(wrong[0]?.says, `It is 9.0.0, and this command is ${version}.`);
  assert.match(wrong[1]!.says, /^The clocks are (59\d|60\d) s apart\.$/);
});

test('who may not read is told so', async () => {
  const { url } = await recordingServer(({ path }) => ({
    body: path.endsWith('/health') ? { status: 'live', version } : { status: 'ready' },
  }));
  const { wrong } = await diagnose([], { url });
  assert.deepEqual(
    wrong.map(({ check }) => check),
    ['sign-in'],
  );
  assert.match(wrong[0]!.todo!, /Carillon\.Reader/);
});

test('where nobody has been heard from yet, it says what to look at, and not that all is well', async () => {
  const { url } = await reaching(200, counted(0, 0));
  const { code, stdout } = await carillon(['doctor'], { url });
  assert.equal(code, 0, 'so every deployment begins');
  assert.match(
    stdout,
    /\nopen +reach +Nobody has been heard from yet: .*\n {7}→ If nobody has the app, docs\/admin\.md .*\/api\/messages.*Teams channel.*\n/,
  );
  assert.match(stdout, /\nNothing wrong was seen, but 1 thing is open\.\n$/);
});

test('that nobody of many can be reached is a problem', async () => {
  const reachOf = async (status: number, body: unknown) => {
    const { url } = await reaching(status, body);
    return (await diagnose([], { url })).findings.find(({ check }) => check === 'reach')!;
  };
  const lost = await reachOf(200, counted(900, 0));
  assert.match(`${lost.ok} ${lost.says}`, /^false Nobody of the 900 people on record can be reached\.$/);
  const many = await reachOf(200, counted(2_000_000, 0, false));
  assert.match(`${many.ok} ${many.says}`, /^true At least 0 of 2000000 /);
  const broken = await reachOf(500, {
    code: 'record-damaged',
    title: 'Damaged',
    status: 500,
    detail: 'It is damaged.',
  });
  assert.deepEqual([broken.ok, broken.says], [false, 'It is damaged.']);
});

test('a watcher that has stopped is found, one that is not heard of yet is open, and an older release does not say', async () => {
  const asOf = '2026-11-26T09:00:00.000Z';
  const watcher = async (watcherRanAt?: string | null) => {
    const { url } = await recordingServer(({ path }) => ({
      body: path.endsWith('/health')
        ? { status: 'live', version }
        : path.endsWith('/reach')
          ? counted(1, 1)
          : path.endsWith('/ready')
            ? { status: 'ready', asOf, watcherRanAt, checks: [{ name: 'token', ok: true, code: null, ms: 1 }] }
            : { items: [], next: null },
    }));
    const { findings, ok, checks } = await diagnose([], { url });
    assert.ok(checks.includes('broadcasts'), 'the rest is looked at in any case');
    const found = findings.find(({ check }) => check === 'watcher');
    return [ok, found?.says, found?.todo !== undefined];
  };
  const left = (ago: string) => `The watcher runs: it left word ${ago} ago.`;
  assert.deepEqual(await watcher('2026-11-26T08:59:30.000Z'), [true, left('less than a minute'), false]);
  assert.deepEqual(await watcher('2026-11-26T08:50:00.000Z'), [true, left('10 minutes'), false]);
  const silent = 'The watcher left word 13 minutes ago, and should each five minutes.';
  assert.deepEqual(await watcher('2026-11-26T08:47:00.000Z'), [false, silent, true]);
  const notYet = 'The watcher, the timer that looks after broadcasts, has not left word yet.';
  assert.deepEqual(await watcher(null), [true, notYet, true]);
  assert.deepEqual(await watcher(), [true, undefined, false]);
});

test('of several tenants none is looked at without its name, and so it does not say that all is well', async () => {
  const detail = 'Carillon is in several tenants.';
  const { url } = await reaching(400, { code: 'tenant-required', title: 'Which tenant?', status: 400, detail });
  const { code, stdout } = await carillon(['doctor'], { url });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /\nopen +tenant +There are several tenants: .* was looked at for none\.\n.*doctor --tenant TENANT\n/,
  );
  assert.match(stdout, /\nNothing wrong was seen, but 1 thing is open\.\n$/);
});

test('a broadcast that a failure has paused, and a tenant that was stopped, are found', async () => {
  org.teams.fault({ kind: '401-bot-not-registered', times: 100 });
  const api = new Api(app, org);
  const id = await api.send();
  await api.until(id, ({ status }) => status === 'paused');
  const stopped = await carillon(['stop-everything', org.tenant, '--reason', 'Somebody said so'], { url: app.url });
  assert.equal(stopped.code, 0, stopped.stderr);
  // The only tenant there is needs no naming.
  for (const args of [['--tenant', org.tenant], []]) {
    const { wrong } = await diagnose(args, { url: app.url });
    assert.deepEqual(
      wrong.map(({ check }) => check),
      ['tenant', 'broadcasts'],
    );
    assert.match(wrong[0]!.says, /stopped by local: Somebody said so/);
    assert.match(`${wrong[1]!.says} ${wrong[1]!.todo}`, new RegExp(`^${id} is paused: .*carillon show ${id}`));
  }
});

test('what waits because its tenant was stopped is told with the commands that say who did and go on', async () => {
  const api = new Api(app, org);
  const id = await api.send();
  await api.until(id, ({ problem }) => problem?.code === 'tenant-stopped');
  const { wrong } = await diagnose([], { url: app.url });
  const { todo } = wrong.find(({ says }) => says.startsWith(`${id} is paused`))!;
  assert.match(todo!, new RegExp(`^carillon tenant ${org.tenant} .*carillon start-again ${org.tenant}$`));
  assert.doesNotMatch(todo!, /\/api\//);
});

test('storage that says no is found by what needs it, with the role that is lacking', async () => {
  isOut = true;
  // What was answered for the tests before may be ten seconds old.
  await eventually(
    () => fetch(`${app.url}/api/ready`),
    ({ status }) => status === 503,
  );
  const { wrong, checks } = await diagnose([], { url: app.url });
  isOut = false;
  assert.deepEqual(
    wrong.map(({ check }) => check),
    ['tables', 'gate', 'queue'],
  );
  assert.match(wrong[2]!.todo!, /Storage Queue Data Contributor/);
  assert.ok(!checks.includes('broadcasts'));
});

const live = {
  MicrosoftAppId: 'bbbbbbbb-0000-4000-8000-0000000000b0',
  MicrosoftAppTenantId: org.tenant,
  CARILLON_ALLOWED_TENANTS: org.tenant,
  CARILLON_API_AUDIENCES: 'cccccccc-0000-4000-8000-00000000c0de',
  AzureWebJobsStorage__accountName: 'carillon',
  AzureWebJobsStorage__credential: 'managedidentity',
};
const broken = { ...live, MicrosoftAppId: '', CARILLON_RATE: 'fast', CARILLON_RELASE: 'second-person' };
const secret = 'kept~Secret8Q.of-the-bot';
const forms: Readonly<Record<string, (values: Readonly<Record<string, string>>) => string>> = {
  'local.settings.json': (values) => JSON.stringify({ IsEncrypted: false, Values: values }),
  'az.json': (values) =>
    JSON.stringify(Object.entries(values).map(([name, value]) => ({ name, value, slotSetting: false }))),
  'plain.json': (values) => JSON.stringify(values),
  'app.env': (values) =>
    `# the app\n${Object.entries(values)
      .map(([name, value]) => `export ${name}="${value}"`)
      .join('\n')}\n`,
};

for (const [file, write] of Object.entries(forms)) {
  test(`settings in ${file} are read as the app reads them: all that is wrong at once, and no secret`, async () => {
    const cwd = await folderWith({ [file]: write({ ...broken, MicrosoftAppPassword: secret }), good: write(live) });
    const nowhere = { url: 'http://127.0.0.1:9', cwd };
    const { checks, wrong, all } = await diagnose(['--settings', file], nowhere);
    assert.deepEqual(checks.toSorted(), ['CARILLON_RATE', 'CARILLON_RELASE', 'MicrosoftAppId']);
    assert.match(wrong.find(({ check }) => check === 'CARILLON_RELASE')!.says, /There is no setting CARILLON_RELASE/);
    assert.ok(!all.includes(secret));
    const { ok, findings } = await diagnose(['--settings', 'good'], nowhere);
    assert.deepEqual([ok, findings.length], [true, 1]);
    assert.match(findings[0]!.says, /starts with them, for real/);
  });
}

test('settings come from stdin, too; what is none is a wrong command line', async () => {
  const { checks } = await diagnose(['--settings', '-'], { input: 'CARILLON_RATE=45\nMicrosoftAppId=x\n' });
  assert.ok(checks.includes('CARILLON_API_AUDIENCES'));
  const { code, stderr } = await carillon(['doctor', '--settings', '-'], { input: 'what?' });
  assert.equal(code, 2);
  assert.match(stderr, /no settings that can be read/);
});
