import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp, without } from '../support/running-app.ts';
import { carillon, folderWith } from './support/carillon.ts';

const storage = await ownStorage();
const app = await startApp({ storage });
const org = await startOrg(app, { users: 6 });
const [gone, ada] = org.ids as [string, string];
const cwd = await folderWith({ 'water.md': '**Water** is off\n' });
const run = (...args: string[]) => carillon(args, { url: app.url, cwd });
const send = (...args: string[]) => run('send', 'water.md', '--tenant', org.tenant, ...args);
const listed = async (...args: string[]): Promise<string[]> => {
  const { stdout } = await run('list', '--json', ...args);
  return JSON.parse(stdout).items.map(({ id }: { id: string }) => id);
};

test('a dry run says who would get it, and nothing is sent or stored', async () => {
  const { code, stdout, stderr } = await send('--to', 'everyone', '--exclude', ada, '--dry-run');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^ +5 {2}people would be in it\n.* 1 {2}excluded\n.* 5 {2}can be reached\n/s);
  assert.match(stdout, /It takes 1 s at \d+ a second\.\n$/);
  const { total, complete } = JSON.parse((await send('--to', 'everyone', '--dry-run', '--json')).stdout);
  assert.deepEqual([total, complete], [6, true]);
  assert.deepEqual(await listed(), []);
  assert.ok(org.ids.every((id) => org.teams.received(id).length === 0));
});

test('a test goes to whom it names alone, and is in no list but that of tests', async () => {
  const { code, stdout, stderr } = await send('--test', ada, '--watch', '--json');
  assert.equal(code, 0, stderr);
  const { id, test: isTest } = JSON.parse(stdout);
  assert.equal(isTest, true);
  assert.deepEqual(
    org.ids.map((one) => org.teams.received(one).length),
    org.ids.map((one) => (one === ada ? 1 : 0)),
  );
  assert.deepEqual([await listed(), await listed('--tests')], [[], [id]]);
  assert.match((await run('show', id)).stdout, /\n {2}test +yes\n/);
});

test('who can’t be reached, in numbers, as a file, and by person', async () => {
  org.teams.setStatus(gone, 'uninstalled');
  const { code, stdout } = await send('--to', 'everyone', '--watch', '--json');
  assert.equal(code, 5);
  const { id } = JSON.parse(stdout);
  const reasons = await run('reasons', id);
  assert.match(reasons.stdout, /^ +1 {2}app-uninstalled \(1 failed\)\n/, reasons.stderr);
  const person = await run('person', gone);
  assert.match(person.stdout, /cannot be reached/, person.stderr);
  assert.match(person.stdout, new RegExp(`\n${id} .*failed +.*app-uninstalled\n`));
  const exported = await run('export', id, '-o', 'water.csv');
  assert.equal(exported.code, 0, exported.stderr);
  const rows = (await readFile(join(cwd, 'water.csv'), 'utf8')).trimEnd().split('\r\n');
  assert.equal(rows.length, 1 + org.ids.length);
  const failed = await run('export', id, '--format', 'ndjson', '--code', 'app-uninstalled');
  assert.equal(JSON.parse(failed.stdout).recipient.id, gone);
  assert.equal((await run('export', id, '--code', 'nonsense')).code, 2);
});

test('who has the app, in numbers, and what Teams has told since', async () => {
  const counted = await run('reach');
  assert.equal(counted.code, 0, counted.stderr);
  const [first, people] = counted.stdout.split('\n');
  assert.match(first!, new RegExp(`^${org.tenant} at 20\\S+Z$`));
  // That one of them has removed it was found out by sending to them, a test ago.
  assert.match(people!, /^ +6 {2}people, 5 can be reached$/);
  assert.match(
    counted.stdout,
    /\n +1 {4}have removed the app\n +5 {2}of them installed it or wrote in the last hour\n/,
  );
  assert.doesNotMatch(counted.stdout, /teams|channels|chats|blocked/);
  const { people: shown, complete } = JSON.parse((await run('reach', '--tenant', org.tenant, '--json')).stdout);
  assert.deepEqual([complete, shown.known, shown.reachable, shown.states.uninstalled], [true, 6, 5, 1]);
  assert.equal((await run('reach', '--tenant', 'not a tenant')).code, 3);
});

test('paused before its start it stays so; resumed it is scheduled again', async () => {
  const id = (await send('--to', 'everyone', '--start-at', '+1h')).stdout.trim();
  assert.deepEqual(await listed('--status', 'scheduled'), [id]);
  for (let asked = 0; asked < 2; asked++) {
    const paused = await run('pause', id);
    assert.deepEqual([paused.code, paused.stdout], [0, 'paused\n'], paused.stderr);
  }
  assert.match((await run('show', id)).stdout, /\n {2}paused by +local\n[\s\S]*Go on: carillon resume /);
  assert.equal((await run('resume', id)).stdout, 'scheduled\n');
  assert.equal((await run('cancel', id)).code, 0);
  assert.equal((await run('watch', id)).code, 6);
});

test('everything is stopped, until it is started again', async () => {
  const stopped = await run('stop-everything', org.tenant, '--reason', 'A pipeline runs in circles');
  assert.equal(stopped.code, 0, stopped.stderr);
  assert.match(stopped.stdout, / is stopped: nothing is sent since \S+ by local\.\n {2}A pipeline runs in circles\n/);
  const before = org.teams.received(ada).length;
  const id = (await send('--to', ada)).stdout.trim();
  assert.match(
    (await run('show', id)).stdout,
    /paused[\s\S]*tenant-stopped: [\s\S]*Go on: carillon start-again TENANT/,
  );
  const tenant = JSON.parse((await run('tenant', org.tenant, '--json')).stdout);
  assert.deepEqual([tenant.sending, tenant.broadcasts], ['stopped', 1]);
  assert.equal(org.teams.received(ada).length, before);
  const started = await run('start-again', org.tenant);
  assert.match(started.stdout, / is sent to since /, started.stderr);
  assert.equal((await run('watch', id)).code, 0);
  assert.equal(org.teams.received(ada).length, before + 1);
  assert.equal((await run('stop-everything', 'contoso.example')).code, 3);
});

test('what has work is driven on, one or all, and nobody is told twice', async () => {
  const id = (await send('--to', ada)).stdout.trim();
  const [one, all] = [await run('redrive', id), await run('redrive', '--tenant', org.tenant, '--json')];
  assert.equal(one.code, 0, one.stderr);
  assert.match(one.stdout, / of 1 delivered|^planning/);
  assert.deepEqual(Object.keys(JSON.parse(all.stdout)), ['messages', 'broadcasts'], all.stderr);
  assert.equal((await run('watch', id)).code, 0);
  assert.equal(
    (await run('deliveries', id, '--state', 'delivered', '--json')).stdout.match(/"attempts": 1/g)?.length,
    1,
  );
  assert.equal((await run('redrive', id, '--tenant', org.tenant)).code, 2);
});

test('more than is usual in a day is refused until it is confirmed', async () => {
  const env = { ...without('deliver'), CARILLON_GUARD_BROADCASTS_PER_DAY: '1' };
  const guarded = await startApp({ storage: await ownStorage(), env });
  const another = (...args: string[]) =>
    carillon(['send', 'water.md', '--to', ada, '--tenant', org.tenant, ...args], { url: guarded.url, cwd });
  assert.equal((await another()).code, 0);
  const refused = await another();
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /1 broadcast was created in the last 24 hours.*--confirm/s);
  assert.equal((await another('--confirm')).code, 0);
});
