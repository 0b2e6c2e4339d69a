import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import type { RefusedView } from '../../shared/api/views/refused.ts';
import { Api } from '../support/api.ts';
import { openQueues } from '../support/app-queues.ts';
import { eventually } from '../support/eventually.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { reconcile } from '../support/reconcile.ts';
import { startApp } from '../support/running-app.ts';

const limit = { timeout: 120_000 };
const storage = await ownStorage();
const app = await startApp({ storage });
const org = await startOrg(app, { users: 20 });
const api = new Api(app, org);
const queues = openQueues(storage);

const items = async <T>(path: string) => (await api.call('GET', path)).body['items'] as readonly T[];
const broadcasts = () => items<BroadcastView>('/api/broadcasts?limit=1000');
const refused = () => items<RefusedView>('/api/broadcasts/refused');
const job = (fields: object = {}) =>
  JSON.stringify({ ...api.bodyOf({}), idempotencyKey: crypto.randomUUID(), createdBy: 'pipeline', ...fields });
const base64 = (text: string) => Buffer.from(text).toString('base64');
/** The door has taken all that was put. */
const taken = () =>
  eventually(
    () => queues.count('broadcasts'),
    (left) => left === 0,
  );

test('a job on the queue is a broadcast, as plain JSON and in base64', limit, async () => {
  for (const encode of [String, base64]) {
    const text = `By the queue ${crypto.randomUUID()}`;
    await queues.put('broadcasts', encode(job({ message: { text } })));
    const found = await eventually(broadcasts, (all) => all.some(({ summary }) => summary === text));
    const { id, createdBy } = found.find(({ summary }) => summary === text)!;
    assert.equal(createdBy, 'pipeline');
    assert.equal((await api.ended(id)).counts.delivered, 20);
    await reconcile(api, org, id);
  }
});

test('a job that the queue delivers twice is one broadcast', limit, async () => {
  const before = (await broadcasts()).length;
  const once = job();
  for (const encode of [String, base64, String]) await queues.put('broadcasts', encode(once));
  await taken();
  const [newest, ...others] = await broadcasts();
  assert.equal(others.length, before);
  assert.equal((await api.ended(newest!.id)).counts.delivered, 20);
  await reconcile(api, org, newest!.id);
});

test('a job that is refused is listed with every reason, and nothing goes to the poison queue', limit, async () => {
  const before = (await broadcasts()).length;
  const key = crypto.randomUUID();
  await queues.put('broadcasts', job({ idempotencyKey: key }));
  const jobs: Readonly<Record<string, readonly [text: string, code: string, paths: readonly string[]]>> = {
    'no JSON': ['Water is off', 'invalid-request', ['']],
    'no key': [job({ idempotencyKey: undefined }), 'invalid-request', ['/idempotencyKey']],
    'several faults': [
      base64(job({ audience: { include: [] }, onUncertain: 'pray', html: 1 })),
      'invalid-request',
      ['/audience/include', '/html', '/onUncertain'],
    ],
    'a key that was used': [job({ idempotencyKey: key }), 'idempotency-key-reused', []],
  };
  await taken();
  for (const [text] of Object.values(jobs)) await queues.put('broadcasts', text);
  await taken();
  const listed = await refused();
  assert.equal(listed.length, Object.keys(jobs).length);
  for (const [what, [text, code, paths]] of Object.entries(jobs)) {
    const entry = listed.find((one) => one.text === text);
    assert.ok(entry, `${what} is not listed`);
    assert.deepEqual([entry.code, entry.errors.map(({ path }) => path).toSorted()], [code, paths], what);
    assert.ok(entry.detail.length > 10 && entry.errors.every(({ message }) => message.length > 10), what);
    assert.ok(!Number.isNaN(Date.parse(entry.refusedAt)), what);
  }
  assert.equal((await broadcasts()).length, before + 1);
  assert.equal(await queues.count('broadcasts-poison'), 0);
});
