import assert from 'node:assert/strict';
import { test } from 'node:test';
import { good, withInclude } from '../broadcast-input/bodies.ts';
import { openApi } from './call.ts';
import { HOOKS } from './product.ts';

const webhook = { url: `https://${HOOKS}/ended` };

test('the webhook of a broadcast is read with GET, and told again with POST and 202', async () => {
  const api = openApi();
  const { id } = (await api.post('broadcasts', { ...good(), webhook })).body;
  const read = await api.call(`broadcasts/${id}/webhook`);
  assert.deepEqual([read.status, read.body['url'], read.body['state']], [200, webhook.url, 'pending']);
  const again = await api.call(`broadcasts/${id}/webhook`, { method: 'POST' });
  assert.deepEqual([again.status, again.body['id']], [202, `${id}-1`]);
});

test('there is none to read of a broadcast without one, and nothing to tell before the end', async () => {
  const api = openApi();
  const { id } = (await api.post('broadcasts', good())).body;
  const none = await api.call(`broadcasts/${id}/webhook`);
  assert.deepEqual([none.status, none.body['code']], [404, 'webhook-not-found']);
  const working = withInclude({ type: 'users', ids: ['c0ffee00-0000-4000-8000-00000000000c'] });
  const other = (await api.post('broadcasts', { ...working, webhook })).body['id'];
  const early = await api.call(`broadcasts/${other}/webhook`, { method: 'POST' });
  assert.deepEqual([early.status, early.body['code']], [409, 'broadcast-not-ended']);
});

test('other methods are refused with those that it knows, and unknown ids', async () => {
  const api = openApi();
  const { id } = (await api.post('broadcasts', good())).body;
  const put = await api.call(`broadcasts/${id}/webhook`, { method: 'PUT' });
  assert.deepEqual([put.status, put.headers.get('allow')], [405, 'GET, HEAD, POST, OPTIONS']);
  const unknown = await api.call(`broadcasts/${'0'.repeat(26)}/webhook`);
  assert.deepEqual([unknown.status, unknown.body['code']], [404, 'broadcast-not-found']);
});
