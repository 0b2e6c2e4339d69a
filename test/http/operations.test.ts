import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ada, bob, good, withInclude } from '../broadcast-input/bodies.ts';
import { type Answer, openApi } from './call.ts';
import { HEARD_OF } from './product.ts';

const faultsIn = ({ status, body }: Answer) => {
  assert.deepEqual([status, body['code']], [400, 'invalid-request']);
  return (body['errors'] as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`);
};

test('an audience is counted by its own address', async () => {
  const api = openApi();
  const { audience } = withInclude({ type: 'users', ids: [ada, bob.toUpperCase()] });
  const counted = await api.post('audience/resolve', { audience, tenant: 'Contoso.com', maxRate: 9 });
  assert.equal(counted.status, 200);
  assert.deepEqual([counted.body['total'], counted.body['tenant']], [2, HEARD_OF]);
});

test('every fault of a dry run is named at once', async () => {
  const api = openApi();
  const { audience } = good();
  const faults: [unknown, string[]][] = [
    [{}, ['/audience missing-field']],
    [[], [' wrong-type']],
    [{ audience: { include: [] }, maxRate: 0 }, ['/audience/include empty-list', '/maxRate invalid-rate']],
    [
      { audience, maxRate: '9', cursor: 1, tenant: 'a b' },
      ['/tenant invalid-tenant', '/maxRate wrong-type', '/cursor wrong-type'],
    ],
    [{ audience, message: {} }, ['/message unknown-field']],
  ];
  for (const [asked, expected] of faults)
    assert.deepEqual(faultsIn(await api.post('audience/resolve', asked)), expected);
});

test('a tenant is stopped and started again, with a reason or without a body at all', async () => {
  const api = openApi();
  const state = async () => (await api.call(`tenants/${HEARD_OF}`)).body;
  assert.equal((await state())['sending'], 'on');
  const stopped = await api.post('tenants/Contoso.COM/stop', { reason: 'It runs in circles' });
  assert.equal(stopped.status, 200);
  assert.deepEqual([stopped.body['sending'], stopped.body['reason']], ['stopped', 'It runs in circles']);
  assert.deepEqual(await state(), stopped.body);
  assert.equal((await api.call(`tenants/${HEARD_OF}/start`, { method: 'POST' })).body['sending'], 'on');
  for (const headers of [{}, { 'Content-Length': '0' }, { 'Content-Type': 'text/plain', 'Content-Length': '0' }]) {
    const again = await api.call(`tenants/${HEARD_OF}/stop`, { method: 'POST', headers });
    assert.deepEqual([again.status, again.body['reason']], [200, null]);
  }
});

test('a reason that is none stops nothing', async () => {
  const api = openApi();
  const faults: [unknown, string][] = [
    [{ reason: 1 }, '/reason wrong-type'],
    [{ reason: ' ' }, '/reason empty-text'],
    [{ reason: 'x'.repeat(501) }, '/reason too-long'],
    [{ reason: 'a\u0007' }, '/reason invalid-characters'],
    [{ why: 'x' }, '/why unknown-field'],
    [[], ' wrong-type'],
  ];
  for (const [body, expected] of faults) {
    assert.deepEqual(faultsIn(await api.post(`tenants/${HEARD_OF}/stop`, body)), [expected]);
  }
  assert.equal((await api.call(`tenants/${HEARD_OF}`)).body['sending'], 'on');
});

test('a tenant nobody has heard of, or that is no id, is not found', async () => {
  const api = openApi();
  for (const path of ['fabrikam.com', 'a%20b', '%zz', 'x'.repeat(65)]) {
    for (const [address, method] of [
      [`tenants/${path}`, 'GET'],
      [`tenants/${path}/stop`, 'POST'],
      [`tenants/${path}/start`, 'POST'],
    ] as const) {
      const answer = await api.call(address, { method });
      assert.deepEqual([answer.status, answer.body['code']], [404, 'tenant-not-found'], address);
    }
  }
});

test('one broadcast is driven on, or all', async () => {
  const api = openApi();
  const { body } = await api.post('broadcasts', good());
  const one = await api.call(`broadcasts/${body['id']}/redrive`, { method: 'POST' });
  assert.deepEqual([one.status, one.body['id']], [200, body['id']]);
  const all = await api.call('redrive?tenant=contoso.com', { method: 'POST' });
  assert.deepEqual([all.status, all.body], [200, { messages: 0, broadcasts: [] }]);
  assert.equal((await api.call('redrive?tenant=a%20b', { method: 'POST' })).status, 400);
});

test('a test is for at most ten users, each named; the list shows tests only to who asks for them', async () => {
  const api = openApi();
  const ids = Array.from({ length: 11 }, (_, i) => ada.replace(/..$/, String(10 + i)));
  const ten = { type: 'users', ids: ids.slice(1) };
  const few = await api.post('broadcasts', { ...withInclude(ten, ten), test: true });
  assert.deepEqual([few.status, few.body['test']], [202, true]);
  for (const include of [[{ type: 'users', ids }], [{ type: 'everyone' }], [ten, { type: 'everyone' }]]) {
    const answer = await api.post('broadcasts', { ...withInclude(...include), test: true });
    assert.deepEqual(faultsIn(answer), ['/audience/include not-a-test-audience']);
  }
  assert.deepEqual(faultsIn(await api.post('broadcasts', { ...good(), test: 'yes', confirm: 1 })), [
    '/test wrong-type',
    '/confirm wrong-type',
  ]);
  const listed = async (query: string) => (await api.call(`broadcasts${query}`)).body['items'];
  assert.deepEqual([await listed(''), await listed('?test=true')], [[], [few.body]]);
  assert.equal((await api.call('broadcasts?test=1')).status, 400);
});

test('a draft and a test of it are two requests; a confirmation makes no other of it', async () => {
  const api = openApi();
  const key = { 'Idempotency-Key': 'k' };
  const draft = withInclude({ type: 'users', ids: [ada] });
  const first = await api.post('broadcasts', draft, key);
  for (const same of [
    { ...draft, confirm: true },
    { ...draft, test: false, confirm: false },
  ]) {
    assert.equal((await api.post('broadcasts', same, key)).body['id'], first.body['id']);
  }
  assert.equal((await api.post('broadcasts', { ...draft, test: true }, key)).status, 422);
});
