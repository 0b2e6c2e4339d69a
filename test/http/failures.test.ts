import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpRequest } from '@azure/functions';
import { errorCatalogue } from '../../shared/errors/catalogue.ts';
import { Problem } from '../../shared/errors/problem.ts';
import { handle } from '../../shared/http/handle.ts';
import { StorageUnavailable } from '../../shared/storage/table.ts';
import { answerOf, openApi } from './call.ts';

test('an error nobody foresaw is 500 with an id to find it by, and its text stays in the log', async () => {
  const api = openApi(() => {
    throw new Error('AccountKey=secret');
  });
  const answer = await api.call('broadcasts');
  assert.equal(answer.status, 500);
  assert.equal(answer.body['code'], 'internal-error');
  assert.equal(answer.body['correlationId'], 'invocation-1');
  assert.ok(!answer.text.includes('secret'));
  assert.equal(api.log.length, 1);
  const { event, invocation, code, error } = JSON.parse(String(api.log[0]?.[0]));
  assert.deepEqual([event, invocation, code], ['request-failed', 'invocation-1', 'internal-error']);
  assert.match(error, /AccountKey=secret/);
});

test('storage that does not answer is 503 with Retry-After', async () => {
  const answer = await openApi(async () => {
    throw new StorageUnavailable('time-out of table x');
  }).call('broadcasts');
  assert.deepEqual([answer.status, answer.body['code']], [503, 'storage-unavailable']);
  assert.equal(answer.headers.get('retry-after'), '5');
  assert.ok(!answer.text.includes('table x'));
});

test('a problem says its own sentence, faults and time to wait', async () => {
  const errors = [{ path: '/tenant', code: 'invalid-tenant', message: 'No.' }];
  const answer = await openApi(() => {
    throw new Problem('too-many-requests', { detail: 'Slowly.', errors, retryAfter: 7 });
  }).call('broadcasts');
  assert.deepEqual(answer.body, {
    type: '/problems/too-many-requests',
    title: 'Too many requests',
    status: 429,
    detail: 'Slowly.',
    code: 'too-many-requests',
    action: 'Wait for as long as Retry-After says.',
    errors,
  });
  assert.equal(answer.headers.get('retry-after'), '7');
});

test('a cancel that is not confirmed can be told from one that is', async () => {
  const api = openApi(() => {
    throw new Problem('cancel-unconfirmed');
  });
  const id = '0'.repeat(26);
  const answer = await api.call(`broadcasts/${id}/cancel`, { method: 'POST' });
  assert.deepEqual([answer.status, answer.body['code']], [503, 'cancel-unconfirmed']);
});

test('a body that breaks off is the client’s fault, not ours', async () => {
  const { readJson } = await import('../../shared/http/read-json.ts');
  async function* broken() {
    yield Buffer.from('{');
    throw new Error('aborted');
  }
  const whole = new HttpRequest({
    method: 'POST',
    url: 'http://127.0.0.1/api/broadcasts',
    headers: { 'content-type': 'application/json' },
  });
  const request = Object.create(whole, {
    body: { value: ReadableStream.from(broken()) },
    headers: { value: whole.headers },
    method: { value: 'POST' },
    bodyUsed: { value: true },
  }) as HttpRequest;
  const context = { invocationId: 'i', error: () => assert.fail('not an error of ours') };
  const answer = await answerOf(
    await handle(request, context, { POST: async () => ({ jsonBody: await readJson(request) }) }),
  );
  assert.deepEqual([answer.status, answer.body['code']], [400, 'malformed-json']);
});

test('a body that never ends is refused, and not read for ever', async () => {
  const { readJson } = await import('../../shared/http/read-json.ts');
  let read = 0;
  let isCut = false;
  async function* endless() {
    try {
      for (;;) {
        read += 65_536;
        yield Buffer.alloc(65_536, ' ');
      }
    } finally {
      isCut = true;
    }
  }
  const headers = new Headers({ 'content-type': 'application/json' });
  const body = ReadableStream.from(endless());
  const whole = { method: 'POST', headers, body };
  const request = Object.create(whole, { bodyUsed: { get: () => read > 0 } }) as unknown as HttpRequest;
  await assert.rejects(readJson(request), { code: 'body-too-large' });
  assert.equal(read, 1_048_576 + 65_536);
  const context = { invocationId: 'i', error: () => assert.fail('not an error of ours') };
  const answer = await answerOf(await handle(request, context, { POST: async () => ({ status: 200 }) }));
  assert.equal(answer.status, 200);
  assert.equal(read, 1_048_576 + 2 * 65_536, 'It is read on after the refusal.');
  assert.ok(!isCut, 'A connection that is cut brings no answer.');
});

test('every entry of the catalogue is an error status with a title, a sentence and what to do', () => {
  for (const [code, entry] of Object.entries(errorCatalogue)) {
    assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(entry.status >= 400 && entry.status < 600);
    for (const sentence of [entry.detail, entry.action]) assert.match(sentence, /^(`[a-z]+` )?[A-Z`].*\.$/, code);
    if ([429, 503].includes(entry.status)) assert.ok(entry.retryAfter, `${code} needs a time to wait`);
  }
});
