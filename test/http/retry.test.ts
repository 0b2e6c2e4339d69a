import assert from 'node:assert/strict';
import { test } from 'node:test';
import { good, withInclude } from '../broadcast-input/bodies.ts';
import { openApi } from './call.ts';

const retry = { run: 1, states: ['failed'] };

test('an ended broadcast is taken up again with 202, its address and its next run', async () => {
  const api = openApi();
  const { body } = await api.post('broadcasts', good());
  const answer = await api.post(`broadcasts/${body['id']}/retry`, retry);
  assert.equal(answer.status, 202);
  assert.equal(answer.headers.get('location'), `/api/broadcasts/${body['id']}`);
  assert.deepEqual([answer.body['run'], answer.body['status']], [2, 'sending']);
});

test('one that is at work, another run and an unknown id are refused', async () => {
  const api = openApi();
  const working = withInclude({ type: 'users', ids: ['c0ffee00-0000-4000-8000-00000000000c'] });
  const ended = (await api.post('broadcasts', good())).body['id'];
  const busy = (await api.post('broadcasts', working)).body['id'];
  const codes: Record<string, [string, object]> = {
    'run-changed': [`broadcasts/${ended}/retry`, { ...retry, run: 2 }],
    'broadcast-not-ended': [`broadcasts/${busy}/retry`, retry],
    'broadcast-not-found': [`broadcasts/${String(ended).replace(/.$/, (c) => (c === '0' ? '1' : '0'))}/retry`, retry],
  };
  for (const [code, [path, asked]] of Object.entries(codes)) {
    assert.equal((await api.post(path, asked)).body['code'], code);
  }
});

test('every fault of the body is named at once', async () => {
  const api = openApi();
  const { body } = await api.post('broadcasts', good());
  const faults: [unknown, string[]][] = [
    [{}, ['/run missing-field', '/states missing-field']],
    [[], [' wrong-type']],
    [{ run: 0, states: [] }, ['/run wrong-type', '/states empty-list']],
    [{ run: 1.5, states: 'failed' }, ['/run wrong-type', '/states wrong-type']],
    [{ run: 1, states: ['delivered', 'failed', 'lost'] }, ['/states/0 unknown-value', '/states/2 unknown-value']],
    [{ run: 1, states: Array(101).fill('failed') }, ['/states too-many-items']],
    [{ ...retry, state: 'failed' }, ['/state unknown-field']],
  ];
  for (const [asked, expected] of faults) {
    const answer = await api.post(`broadcasts/${body['id']}/retry`, asked);
    assert.deepEqual([answer.status, answer.body['code']], [400, 'invalid-request'], JSON.stringify(asked));
    const errors = answer.body['errors'] as { path: string; code: string }[];
    assert.deepEqual(errors.map(({ path, code }) => `${path} ${code}`).toSorted(), expected.toSorted());
  }
});
