import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import { Api } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp, without } from '../support/running-app.ts';
import { carillon, folderWith } from './support/carillon.ts';

const storage = await ownStorage();
const app = await startApp({ storage });
const org = await startOrg(app, { users: 12 });
const api = new Api(app, org);
const cwd = await folderWith({ 'water.md': '**Water** is off\n', 'people.txt': org.ids.slice(0, 3).join('\n') });
const run = (...args: string[]) => carillon(args, { url: app.url, cwd });

test('a message sent to everyone and watched to its end: everybody has it, and why says so', async () => {
  const { code, stdout, stderr } = await run('send', 'water.md', '--to', 'everyone', '--tenant', org.tenant, '--watch');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /completed \(all delivered\)[\s\S]* 12 {2}delivered/);
  const [{ id } = { id: '' }] = JSON.parse((await run('list', '--json', '--limit', '1')).stdout).items;
  for (const person of org.ids) assert.equal(org.teams.received(person).length, 1);
  const why = await run('why', org.ids[4]!, id);
  assert.match(why.stdout, new RegExp(`^${org.ids[4]} got it \\(delivered, 1 attempt, 20`));
  assert.deepEqual(JSON.parse((await run('show', id, '--json')).stdout), await api.get(id));
  const lines = (await run('deliveries', id, '--all', '--json')).stdout.trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    await api.deliveries(id),
  );
});

test('who does not get it: exit code 5, and why says why', async () => {
  const [gone] = org.ids;
  org.teams.setStatus(gone!, 'uninstalled');
  const { code, stdout } = await run(
    'send',
    'water.md',
    '--to',
    '@people.txt',
    '--tenant',
    org.tenant,
    '--watch',
    '--json',
  );
  assert.equal(code, 5);
  const { id, outcome } = JSON.parse(stdout);
  assert.equal(outcome, 'some');
  const why = await run('why', gone!.toUpperCase(), id);
  assert.match(
    why.stdout,
    /did not get it: .*\n {2}app-uninstalled: The app is not installed .*\n {2}→ Install the app/,
  );
  const listed = await run('deliveries', id, '--state', 'failed');
  assert.match(listed.stdout, new RegExp(`^RECIPIENT .*\n${gone} +failed +1 .*app-uninstalled: `));

  org.teams.setStatus(gone!, 'installed');
  const again = await run('retry', id, '--watch');
  assert.equal(again.code, 0, again.stderr);
  const delivery = JSON.parse((await run('why', gone!, id, '--json')).stdout) as DeliveryView;
  assert.equal(delivery.state, 'delivered');
  assert.equal(org.teams.received(org.ids[1]!).length, 2, 'nobody else was told again');
});

test('the same key twice is one broadcast; with another message it is refused', async () => {
  const send = (...more: string[]) =>
    run('send', 'water.md', '--to', org.ids[0]!, '--tenant', org.tenant, '--key', 'k1', ...more);
  const [first, second] = [await send(), await send()];
  assert.deepEqual([first.code, second.code, second.stdout], [0, 0, first.stdout]);
  const other = await send('--summary', 'Another');
  assert.equal(other.code, 3);
  assert.match(other.stderr, /used this Idempotency-Key with another body\.\n {2}→ Use a new key/);
});

test('what the app finds wrong with a message is told with its place, and is exit code 3', async () => {
  const { code, stderr } = await carillon(['send', '-', '--to', 'everyone', '--tenant', org.tenant], {
    url: app.url,
    input: JSON.stringify({ type: 'AdaptiveCard', version: '9.9', body: [] }),
  });
  assert.equal(code, 3);
  assert.match(stderr, /\n {2}\/message\/summary: .*\n/);
  assert.match(stderr, /\n {2}\/message\/card\/version: .*\n/);
});

test('canceled before anybody has it: exit code 6, and nobody has it', async () => {
  const idle = await startApp({ storage, env: without('deliver') });
  await app.stop();
  const quiet = (...args: string[]) => carillon(args, { url: idle.url, cwd });
  const { stdout } = await quiet('send', 'water.md', '--to', 'everyone', '--tenant', org.tenant);
  const canceled = await quiet('cancel', stdout.trim());
  assert.equal(canceled.code, 0, canceled.stderr);
  assert.match(canceled.stdout, /^cancel(ing|ed): 0 of 12 delivered/);
  const watched = await quiet('watch', stdout.trim());
  assert.equal(watched.code, 6, watched.stderr);
  const why = await quiet('why', org.ids[5]!, stdout.trim());
  assert.match(why.stdout, /did not get it: the broadcast was canceled first/);
  assert.match((await quiet('refused')).stderr, /^None\.\n$/);
});
