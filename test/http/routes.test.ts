import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ada, bob, good, goodCard, withInclude } from '../broadcast-input/bodies.ts';
import { openApi } from './call.ts';

const carol = 'c0ffee00-0000-4000-8000-00000000000c';
const toThree = () => withInclude({ type: 'users', ids: [carol, ADA, bob] });
const ADA = ada.toUpperCase();

test('a broadcast is created with 202, its address, and itself', async () => {
  const api = openApi();
  const created = await api.post('broadcasts', toThree());
  assert.equal(created.status, 202);
  assert.equal(created.headers.get('location'), `/api/broadcasts/${created.body['id']}`);
  assert.equal(created.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(created.headers.get('cache-control'), 'no-store');
  assert.equal(created.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(created.body['summary'], 'Water is off until 14:00');

  const read = await api.call(`broadcasts/${created.body['id']}`);
  assert.equal(read.status, 200);
  assert.deepEqual(read.body, created.body);
});

test('a broadcast says who asked for it, whatever way its tenant is written, and what nobody said stands as it is by default', async () => {
  const api = openApi();
  const created = await api.post('broadcasts', { ...toThree(), tenant: 'Contoso.com' });
  const { createdBy, onUncertain, audience, test: isTest, priority } = created.body;
  assert.deepEqual(
    { createdBy, onUncertain, audience, isTest, priority },
    {
      createdBy: 'local',
      onUncertain: 'hold',
      audience: { include: [{ type: 'users', count: 3 }] },
      isTest: false,
      priority: 'normal',
    },
  );
  const { body } = await api.call(`broadcasts/${created.body['id']}/message`);
  assert.deepEqual(body, { text: '**Water** is off until 14:00', textFormat: 'markdown', version: 1 });
});

test('the same key with the same body is one broadcast, bare or in quotes; with another body it is refused', async () => {
  const api = openApi();
  const first = await api.post('broadcasts', toThree(), { 'Idempotency-Key': 'abc' });
  const { message, audience } = toThree();
  const again = await api.post(
    'broadcasts',
    { onUncertain: 'hold', audience, message },
    { 'Idempotency-Key': '"abc"' },
  );
  assert.equal(again.status, 202);
  assert.equal(again.headers.get('location'), first.headers.get('location'));
  const other = await api.post('broadcasts', good(), { 'Idempotency-Key': 'abc' });
  assert.equal(other.status, 422);
  assert.equal(other.body['code'], 'idempotency-key-reused');
});

test('the message is read whole', async () => {
  const api = openApi();
  const message = { card: goodCard(), summary: 'Water' };
  const { body } = await api.post('broadcasts', { ...toThree(), message });
  assert.deepEqual((await api.call(`broadcasts/${body['id']}/message`)).body, { ...message, version: 1 });
});

test('broadcasts are listed page by page, newest first', async () => {
  const api = openApi();
  const ids: unknown[] = [];
  for (let i = 0; i < 5; i++) {
    ids.unshift((await api.post('broadcasts', good())).body['id']);
    await api.pass(1);
  }
  const seen: unknown[] = [];
  for (let next: unknown = ''; next !== null; ) {
    const page = await api.call(`broadcasts?limit=2&cursor=${next}`);
    assert.equal(page.status, 200);
    const items = page.body['items'] as { id: string }[];
    assert.ok(items.length <= 2);
    seen.push(...items.map((b) => b.id));
    next = page.body['next'];
  }
  assert.deepEqual(seen, ids);
});

test('deliveries are listed, by state, and read one by one', async () => {
  const api = openApi();
  const { body } = await api.post('broadcasts', toThree());
  const at = `broadcasts/${body['id']}/deliveries`;
  const idsOf = (answer: { body: Record<string, unknown> }) =>
    (answer.body['items'] as { recipient: { id: string } }[]).map((d) => d.recipient.id);
  assert.deepEqual(idsOf(await api.call(at)), [ada, bob, carol]);
  assert.deepEqual(idsOf(await api.call(`${at}?state=pending&limit=1`)), [ada]);
  assert.deepEqual(idsOf(await api.call(`${at}?state=delivered`)), []);
  assert.deepEqual((await api.call(`${at}/user/${ada}`)).body['recipient'], { type: 'user', id: ada });
  const encoded = [...ADA].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');
  assert.deepEqual((await api.call(`${at}/user/${encoded}`)).body['recipient'], { type: 'user', id: ada });
});

test('a broadcast is canceled, again with the same answer; one that ended is not', async () => {
  const api = openApi();
  const { body } = await api.post('broadcasts', toThree());
  for (const sent of [{}, { body: 'anything' }]) {
    const canceled = await api.call(`broadcasts/${body['id']}/cancel`, { method: 'POST', ...sent });
    assert.equal(canceled.status, 200);
    assert.equal(canceled.body['status'], 'canceling');
  }
  await api.ended(body['id']);
  assert.equal((await api.call(`broadcasts/${body['id']}`)).body['status'], 'canceled');
  const ended = (await api.post('broadcasts', good())).body['id'];
  const late = await api.call(`broadcasts/${ended}/cancel`, { method: 'POST' });
  assert.deepEqual([late.status, late.body['code']], [409, 'broadcast-ended']);
});

test('what the queue door refused is listed, whichever route the host takes it for', async () => {
  const api = openApi();
  assert.deepEqual((await api.call('broadcasts/refused')).body, { items: [], next: null });
  const { broadcast } = await import('../../shared/http/routes/broadcast.ts');
  const { HttpRequest } = await import('@azure/functions');
  const url = 'http://127.0.0.1/api/broadcasts/refused';
  const request = new HttpRequest({ method: 'GET', url, params: { id: 'refused' } });
  const answer = await broadcast(request, { invocationId: '', error: () => {} }, api.door);
  assert.equal(answer.body, '{"items":[],"next":null}');
});
