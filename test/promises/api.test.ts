import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import { newBroadcastId } from '../../shared/records/broadcast-id.ts';
import { type Answer, Api, viewIn } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { reconcile } from '../support/reconcile.ts';
import { startApp } from '../support/running-app.ts';

const limit = { timeout: 120_000 };
const storage = await ownStorage();
const [app, other] = await Promise.all([startApp({ storage }), startApp({ storage })]);
const org = await startOrg(app, { users: 60 });
const api = new Api(app, org);
const otherApi = new Api(other, org);

async function list(query = ''): Promise<{ items: readonly BroadcastView[]; next: string | null }> {
  const answer = await api.call('GET', `/api/broadcasts${query}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as unknown as { items: readonly BroadcastView[]; next: string | null };
}

test('the same request twice is one broadcast, also when both arrive at once at two apps', limit, async () => {
  const before = (await list()).items.length;
  const body = api.bodyOf({});
  const key = crypto.randomUUID();
  const answers = await Promise.all([api, otherApi, api, otherApi, api, otherApi].map((one) => one.post(body, key)));

  const ids = new Set(answers.map((answer) => viewIn(answer).id));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202]);
  assert.deepEqual(
    [...new Set(answers.map(({ headers }) => headers.get('location')))],
    [`/api/broadcasts/${[...ids]}`],
  );
  const [id] = ids as unknown as [string];
  await api.ended(id);
  await reconcile(api, org, id);

  // Long after, in quotes, and with the fields in another order: as parsed it is the same body.
  const again = await otherApi.post(Object.fromEntries(Object.entries(body).reverse()), `"${key}"`);
  assert.deepEqual([again.status, viewIn(again).id, viewIn(again).status], [202, id, 'completed']);
  assert.equal((await list()).items.length, before + 1);
  assert.equal((await reconcile(api, org, id)).length, 60);
});

test('the same key with another body is refused, and stores nothing', limit, async () => {
  const key = crypto.randomUUID();
  const { id } = viewIn(
    await api.post(api.bodyOf({ audience: { include: [{ type: 'users', ids: org.ids.slice(0, 1) }] } }), key),
  );
  await api.ended(id);
  const before = (await list()).items.length;
  const refused = await otherApi.post(api.bodyOf({}), key);
  assertProblem(refused, 422, 'idempotency-key-reused');
  assert.equal((await list()).items.length, before);
});

test('broadcasts are listed newest first, page by page, each once', limit, async () => {
  const sent: string[] = [];
  for (let i = 0; i < 5; i++)
    sent.push(await api.send({ audience: { include: [{ type: 'users', ids: org.ids.slice(i, i + 1) }] } }));
  for (const id of sent) await api.ended(id);
  const listed: BroadcastView[] = [];
  for (let query = '?limit=2'; query; ) {
    const { items, next } = await list(query);
    assert.ok(items.length <= 2);
    listed.push(...items);
    query = next === null ? '' : `?limit=2&cursor=${encodeURIComponent(next)}`;
  }
  const ids = listed.map(({ id }) => id);
  assert.deepEqual(ids.slice(0, 5), sent.toReversed());
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(
    ids,
    (await list('?limit=1000')).items.map(({ id }) => id),
  );
  const times = listed.map(({ createdAt }) => createdAt);
  assert.deepEqual(times, times.toSorted().reverse());
});

test('deliveries are listed page by page while their states change, everybody once', limit, async () => {
  const gate = org.teams.hold({ operation: 'send' });
  const id = await api.send();
  await gate.reached(20);
  const first = await api.call('GET', `/api/broadcasts/${id}/deliveries?limit=7`);
  gate.release();
  await api.ended(id);

  const page = first.body as unknown as { items: { recipient: { id: string } }[]; next: string };
  const rest: string[] = [];
  for (let next: string | null = page.next; next !== null; ) {
    const { body } = await otherApi.call(
      'GET',
      `/api/broadcasts/${id}/deliveries?limit=7&cursor=${encodeURIComponent(next)}`,
    );
    const { items, next: following } = body as unknown as typeof page;
    rest.push(...items.map(({ recipient }) => recipient.id));
    next = following;
  }
  assert.deepEqual([...page.items.map(({ recipient }) => recipient.id), ...rest], org.ids.toSorted());
  await reconcile(api, org, id);
});

test('deliveries are listed by state, with a reason a person can act on', limit, async () => {
  const strangers = Array.from({ length: 12 }, () => crypto.randomUUID());
  const id = await api.send({ audience: { include: [{ type: 'everyone' }, { type: 'users', ids: strangers }] } });
  await api.ended(id);
  const failed = await api.deliveries(id, { state: 'failed', limit: 5 });
  assert.deepEqual(
    failed.map(({ recipient }) => recipient.id),
    strangers.toSorted(),
  );
  for (const { reason, state } of failed) {
    assert.deepEqual([state, reason?.code], ['failed', 'not-reachable']);
    assert.ok(reason!.message.length > 10 && reason!.action.length > 10);
  }
  assert.equal((await api.deliveries(id, { state: 'delivered', limit: 13 })).length, 60);
  assert.deepEqual(await api.deliveries(id, { state: 'canceled' }), []);
  const [somebody] = org.ids;
  assert.equal((await api.delivery(id, somebody!.toUpperCase())).state, 'delivered');
  await reconcile(api, org, id, [...org.ids, ...strangers]);
});

test('the message of a broadcast is kept whole, and is what people get', limit, async () => {
  const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'Water is off 💧' }] };
  const message = { card, summary: 'Water is off' };
  const [id] = org.ids;
  const broadcast = await api.send({ message, audience: { include: [{ type: 'users', ids: [id!] }] } });
  await api.ended(broadcast);
  assert.deepEqual((await api.call('GET', `/api/broadcasts/${broadcast}/message`)).body, { ...message, version: 1 });
  const { activity } = org.teams.received(id!).at(-1)!;
  const content = (activity.attachments as { contentType: string; content: unknown }[])[0]!;
  assert.deepEqual([activity['summary'], activity.text, content.content], ['Water is off', undefined, card]);
});

test('an audience that comes to nobody ends at once, and says so', limit, async () => {
  const id = await api.send({
    audience: { include: [{ type: 'everyone' }], exclude: [{ type: 'users', ids: org.ids }] },
  });
  const { status, counts, problem } = await api.ended(id);
  assert.deepEqual([status, counts.audience, problem?.code], ['completed', 0, 'audience-empty']);
});

test('bad input is answered with what is wrong with it', limit, async () => {
  const json = { 'Content-Type': 'application/json' };
  const many = await api.post({ message: { html: 1 }, audience: { include: [] } });
  assertProblem(many, 400, 'invalid-request');
  const paths = (many.body['errors'] as { path: string }[]).map(({ path }) => path);
  assert.ok(paths.includes('/message/html') && paths.includes('/audience/include'), String(paths));

  const post = (body: string, headers: Record<string, string> = json) =>
    api.call('POST', '/api/broadcasts', { headers, body });
  assertProblem(await post('{"message":'), 400, 'malformed-json');
  assertProblem(await post('{}', { 'Content-Type': 'text/plain' }), 415, 'unsupported-media-type');
  assertProblem(await post(' '.repeat(1_048_577)), 413, 'body-too-large');
  assertProblem(await api.post(api.bodyOf({}), 'k'.repeat(256)), 400, 'invalid-idempotency-key');

  const gone = `/api/broadcasts/${newBroadcastId(0, () => 0)}`;
  for (const path of [gone, `${gone}/message`, `${gone}/deliveries`, '/api/broadcasts/none']) {
    assertProblem(await api.call('GET', path), 404, 'broadcast-not-found');
  }
  assertProblem(await api.call('POST', `${gone}/cancel`), 404, 'broadcast-not-found');
  assertProblem(await api.call('GET', '/api/nothing'), 404, 'not-found');
  const { items } = await list('?limit=1');
  const known = `/api/broadcasts/${items[0]!.id}`;
  assertProblem(await api.call('GET', `${known}/deliveries/user/${crypto.randomUUID()}`), 404, 'delivery-not-found');
  assertProblem(await api.call('GET', `${known}/deliveries?state=lost`), 400, 'invalid-state');
  assertProblem(await api.call('GET', `${known}/deliveries?cursor=x`), 400, 'invalid-cursor');
  assertProblem(await api.call('GET', '/api/broadcasts?limit=0'), 400, 'invalid-limit');
  const deleted = await api.call('DELETE', known);
  assertProblem(deleted, 405, 'method-not-allowed');
  assert.equal(deleted.headers.get('allow'), 'GET, HEAD, OPTIONS');
});

function assertProblem({ status, headers, body }: Answer, expected: number, code: string): void {
  assert.deepEqual([status, body['code'], body['status']], [expected, code, expected], JSON.stringify(body));
  assert.equal(headers.get('content-type'), 'application/problem+json');
  for (const text of ['type', 'title', 'detail', 'action']) assert.ok(String(body[text] ?? '').length > 5, text);
}
