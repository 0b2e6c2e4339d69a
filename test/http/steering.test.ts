import assert from 'node:assert/strict';
import { test } from 'node:test';
import { good, withInclude } from '../broadcast-input/bodies.ts';
import { openApi } from './call.ts';

const working = withInclude({ type: 'users', ids: ['c0ffee00-0000-4000-8000-00000000000c'] });

test('a broadcast is paused and resumed with 200, and says by whom; again is the same answer', async () => {
  const api = openApi();
  const { id } = (await api.post('broadcasts', working)).body;
  for (let i = 0; i < 2; i++) {
    const { status, body } = await api.call(`broadcasts/${id}/pause`, { method: 'POST' });
    assert.deepEqual([status, body['status'], body['pausedBy']], [200, 'paused', 'local']);
  }
  for (let i = 0; i < 2; i++) {
    const { status, body } = await api.call(`broadcasts/${id}/resume`, { method: 'POST' });
    assert.deepEqual([status, body['status'], body['pausedAt']], [200, 'sending', null]);
  }
});

test('what has ended can’t be paused, nor what is not there; and only POST does it', async () => {
  const api = openApi();
  const { id } = (await api.post('broadcasts', good())).body;
  const ended = await api.call(`broadcasts/${id}/pause`, { method: 'POST' });
  assert.deepEqual([ended.status, ended.body['code']], [409, 'broadcast-ended']);
  const other = String(id).replace(/.$/, (c) => (c === '0' ? '1' : '0'));
  for (const what of ['pause', 'resume']) {
    const unknown = await api.call(`broadcasts/${other}/${what}`, { method: 'POST' });
    assert.deepEqual([unknown.status, unknown.body['code']], [404, 'broadcast-not-found']);
    const get = await api.call(`broadcasts/${id}/${what}`);
    assert.deepEqual([get.status, get.headers.get('allow')], [405, 'POST, OPTIONS']);
  }
});
