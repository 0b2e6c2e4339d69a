import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ada, withInclude } from '../broadcast-input/bodies.ts';
import { type Api, openApi } from './call.ts';

const toOne = withInclude({ type: 'users', ids: [ada] });

const patch = (api: Api, id: unknown, body: unknown, headers: Record<string, string> = {}) =>
  api.call(`broadcasts/${id}/message`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

async function withOne(): Promise<{ api: Api; id: unknown }> {
  const api = openApi();
  return { api, id: (await api.post('broadcasts', toOne)).body['id'] };
}

test('a message is edited with 202, its address, and the broadcast in its next version', async () => {
  const { api, id } = await withOne();
  const edited = await patch(api, id, { text: 'Water is on' });
  assert.deepEqual([edited.status, edited.body['version']], [202, 2]);
  assert.deepEqual([edited.headers.get('location'), edited.headers.get('retry-after')], [`/api/broadcasts/${id}`, '2']);
  const { body } = await api.call(`broadcasts/${id}/message`);
  assert.deepEqual(body, { text: 'Water is on', textFormat: 'markdown', version: 2 });
  const again = await patch(api, id, { text: 'Water is on', textFormat: 'markdown' });
  assert.equal(again.body['version'], 2);
});

test('a message has an ETag, by which it is not read again, and by which an edit is refused that is not made of it', async () => {
  const { api, id } = await withOne();
  const path = `broadcasts/${id}/message`;
  const first = (await api.call(path)).headers.get('etag')!;
  const known = await api.call(path, { headers: { 'If-None-Match': first } });
  assert.deepEqual([known.status, known.text, known.headers.get('etag')], [304, '', first]);
  assert.equal((await patch(api, id, { text: 'second' }, { 'If-Match': first })).status, 202);
  const second = (await api.call(path, { headers: { 'If-None-Match': first } })).headers.get('etag')!;
  assert.notEqual(second, first);
  // RFC 9110, 13.1.1: tags are compared strongly, and what is no tag is not that of the message.
  for (const ifMatch of [first, `W/${second}`, second.slice(1, -1), '"", "x"', '"0002"', '']) {
    const late = await patch(api, id, { text: 'third' }, { 'If-Match': ifMatch });
    assert.deepEqual([late.status, late.body['code']], [412, 'message-changed'], ifMatch);
  }
  const repeated = await patch(api, id, { text: 'second' }, { 'If-Match': first });
  assert.deepEqual([repeated.status, repeated.body['version']], [202, 2], 'what is asked for is there already');
  for (const [i, ifMatch] of ['*', `"x", "3"`].entries()) {
    const edited = await patch(api, id, { text: `by ${ifMatch}` }, { 'If-Match': ifMatch });
    assert.deepEqual([edited.status, edited.body['version']], [202, 3 + i], ifMatch);
  }
});

test('an edit is judged as a message is: every fault by its pointer', async () => {
  const { api, id } = await withOne();
  const refused = await patch(api, id, { text: 'a', card: {}, version: 1 });
  assert.deepEqual([refused.status, refused.body['code']], [400, 'invalid-request']);
  const paths = (refused.body['errors'] as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`);
  assert.ok(paths.includes('/version unknown-field') && paths.includes(' text-and-card'), paths.join());
  const nested = `${'['.repeat(500)}${']'.repeat(500)}`;
  const headers = { 'Content-Type': 'application/json' };
  const body = `{"card":${nested},"summary":"a"}`;
  const deep = await api.call(`broadcasts/${id}/message`, { method: 'PATCH', headers, body });
  assert.deepEqual([deep.status, (deep.body['errors'] as { code: string }[])[0]?.code], [400, 'too-deep']);
  const typed = await patch(api, id, { text: 'a' }, { 'Content-Type': 'text/plain' });
  assert.deepEqual([typed.status, typed.body['code']], [415, 'unsupported-media-type']);
  assert.equal((await api.call(`broadcasts/${id}/message`)).body['version'], 1);
});

test('a broadcast is recalled with 202, again with the same answer, and can’t be edited then', async () => {
  const { api, id } = await withOne();
  const answers = [1, 2].map(() => api.call(`broadcasts/${id}/recall`, { method: 'POST' }));
  for (const { status, body } of await Promise.all(answers)) {
    assert.deepEqual([status, (body['change'] as { kind: string }).kind], [202, 'recall']);
  }
  const late = await patch(api, id, { text: 'Too late' });
  assert.deepEqual([late.status, late.body['code']], [409, 'broadcast-recalled']);
});

test('what is not there is neither edited nor recalled; and only PATCH and POST do it', async () => {
  const { api, id } = await withOne();
  const other = String(id).replace(/.$/, (c) => (c === '0' ? '1' : '0'));
  const answers = [
    await patch(api, other, { text: 'a' }),
    await api.call(`broadcasts/${other}/recall`, { method: 'POST' }),
  ];
  for (const { status, body } of answers) assert.deepEqual([status, body['code']], [404, 'broadcast-not-found']);
  const get = await api.call(`broadcasts/${id}/recall`);
  assert.deepEqual([get.status, get.headers.get('allow')], [405, 'POST, OPTIONS']);
  const post = await api.post(`broadcasts/${id}/message`, { text: 'a' });
  assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD, PATCH, OPTIONS']);
});
