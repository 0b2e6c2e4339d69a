import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCatalogue } from '../../shared/errors/catalogue.ts';
import { newBroadcastId } from '../../shared/records/broadcast-id.ts';
import { ada, good, goodCard, withCard, withInclude } from '../broadcast-input/bodies.ts';
import { type Answer, type Api, openApi } from './call.ts';

const unknown = newBroadcastId(0, () => 0);

/** Fails unless the answer is a problem of this code, whole and as the catalogue has it. */
function assertProblem(answer: Answer, code: keyof typeof errorCatalogue): void {
  assert.equal(answer.body['code'], code, answer.text);
  assert.equal(answer.status, errorCatalogue[code].status);
  assert.equal(answer.body['status'], answer.status);
  assert.equal(answer.body['title'], errorCatalogue[code].title);
  assert.equal(answer.body['type'], `/problems/${code}`);
  assert.equal(typeof answer.body['detail'], 'string');
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
}

async function withOne(): Promise<{ api: Api; id: unknown }> {
  const api = openApi();
  const { body } = await api.post('broadcasts', withInclude({ type: 'users', ids: [ada] }));
  return { api, id: body['id'] };
}

test('a body that breaks rules is refused with every fault by its pointer, and nothing comes of it', async () => {
  const api = openApi();
  const answer = await api.post('broadcasts', { message: { text: '', html: 1 }, audience: { include: [] } });
  assertProblem(answer, 'invalid-request');
  const errors = answer.body['errors'] as { path: string; code: string; message: string }[];
  assert.deepEqual(
    errors.map((e) => [e.path, e.code]),
    [
      ['/message/html', 'unknown-field'],
      ['/message/text', 'empty-text'],
      ['/audience/include', 'empty-list'],
    ],
  );
  assert.ok(errors.every((e) => e.message.length > 10));
  assert.deepEqual((await api.call('broadcasts')).body['items'], []);
});

test('names that stand twice are refused', async () => {
  const text = '{"message":{"text":"a","\\u0074ext":"b"},"audience":{"include":[{"type":"everyone"}]}}';
  const answer = await openApi().post('broadcasts', text);
  assertProblem(answer, 'invalid-request');
  assert.deepEqual((answer.body['errors'] as { path: string }[])[0]?.path, '/message/text');
});

for (const [what, body] of Object.entries({
  nothing: '',
  spaces: ' \n',
  words: 'hello',
  'half an object': '{"message": {"text": "a"',
  'a comma too many': '{"message": {"text": "a",}}',
  'single quotes': "{'message': {}}",
  'bytes that are no UTF-8': Buffer.from([0x22, 0xff, 0x22]),
})) {
  test(`a body of ${what} is 400 malformed-json`, async () => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await openApi().call('broadcasts', { method: 'POST', headers, body });
    assertProblem(answer, 'malformed-json');
  });
}

test('a body in chunks, which the host does not hand over, is 411', async () => {
  const headers = { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' };
  assertProblem(await openApi().call('broadcasts', { method: 'POST', headers }), 'length-required');
});

test('malformed JSON is said where it is, as far as is known', async () => {
  const answer = await openApi().post('broadcasts', '{\n"a": 1,\n}');
  assert.equal(answer.body['detail'], 'This is not JSON: see line 3, column 1.');
});

test('a body nested a hundred thousand deep is refused like any other', async () => {
  const answer = await openApi().post('broadcasts', '['.repeat(100_000) + ']'.repeat(100_000));
  assertProblem(answer, 'invalid-request');
});

const twice: readonly [method: string, path: string, name: string, body: object][] = [
  ['POST', 'broadcasts', 'onUncertain', { ...good(), onUncertain: 'hold' }],
  ['POST', 'audience/resolve', 'tenant', { audience: good().audience, tenant: 'contoso.com' }],
  ['PATCH', `broadcasts/${unknown}/message`, 'text', { text: 'put right' }],
  ['POST', `broadcasts/${unknown}/release`, 'fingerprint', { fingerprint: 'one' }],
  ['POST', `broadcasts/${unknown}/retry`, 'run', { run: 1, states: ['failed'] }],
  ['POST', 'tenants/contoso/stop', 'reason', { reason: 'a trial' }],
];
for (const [method, path, name, body] of twice) {
  test(`${method} ${path.replace(unknown, '{id}')}: a name that stands twice is refused, though both are well`, async () => {
    const value = Object.entries(body).find(([one]) => one === name)?.[1];
    const text = JSON.stringify(body).replace('{', `{"${name}":${JSON.stringify(value)},`);
    const answer = await openApi().call(path, { method, headers: { 'Content-Type': 'application/json' }, body: text });
    assertProblem(answer, 'invalid-request');
    const errors = answer.body['errors'] as { path: string; code: string }[];
    assert.deepEqual(
      errors.map(({ path: at, code }) => [at, code]),
      [[`/${name}`, 'duplicate-field']],
    );
  });
}

for (const [what, body] of Object.entries({
  'a card of half a million elements that are none': withCard({ ...goodCard(), body: Array(490_000).fill(0) }),
  'half a million ids that are none': withInclude(...Array(49).fill({ type: 'users', ids: Array(10_000).fill(0) })),
})) {
  test(`a body with ${what} is refused like any other`, async () => {
    assertProblem(await openApi().post('broadcasts', body), 'invalid-request');
  });
}

for (const type of [
  'application/json',
  'application/json; charset=utf-8',
  'Application/JSON;charset="UTF-8"',
  'application/vnd.contoso+json',
  'application/problem+json; profile=x',
]) {
  test(`the content type ${type} is taken`, async () => {
    const answer = await openApi().post('broadcasts', good(), { 'Content-Type': type });
    assert.equal(answer.status, 202);
  });
}

for (const type of [
  '',
  'text/plain',
  'text/json',
  'application/jsonp',
  'application/xml',
  'application/json; charset=utf-16',
]) {
  test(`the content type ${JSON.stringify(type)} is 415`, async () => {
    assertProblem(await openApi().post('broadcasts', good(), { 'Content-Type': type }), 'unsupported-media-type');
  });
}

test('a compressed body is 415', async () => {
  assertProblem(await openApi().post('broadcasts', good(), { 'Content-Encoding': 'gzip' }), 'unsupported-media-type');
  assert.equal((await openApi().post('broadcasts', good(), { 'Content-Encoding': 'identity' })).status, 202);
});

test('a body of 1 MB is read, one of a byte more is 413', async () => {
  const sized = (bytes: number) => {
    const body = JSON.stringify(good());
    return body + ' '.repeat(bytes - body.length);
  };
  assert.equal((await openApi().post('broadcasts', sized(1_048_576))).status, 202);
  assertProblem(await openApi().post('broadcasts', sized(1_048_577)), 'body-too-large');
});

test('a body that says it is too large is refused unread', async () => {
  assertProblem(await openApi().post('broadcasts', good(), { 'Content-Length': '1048577' }), 'body-too-large');
});

for (const [method, path, allow] of [
  ['PUT', 'broadcasts', 'GET, HEAD, POST, OPTIONS'],
  ['DELETE', 'broadcasts', 'GET, HEAD, POST, OPTIONS'],
  ['POST', `broadcasts/${unknown}`, 'GET, HEAD, OPTIONS'],
  ['PUT', `broadcasts/${unknown}/message`, 'GET, HEAD, PATCH, OPTIONS'],
  ['POST', `broadcasts/${unknown}/deliveries`, 'GET, HEAD, OPTIONS'],
  ['DELETE', `broadcasts/${unknown}/deliveries/user/${ada}`, 'GET, HEAD, OPTIONS'],
  ['GET', `broadcasts/${unknown}/cancel`, 'POST, OPTIONS'],
  ['POST', 'broadcasts/refused', 'GET, HEAD, OPTIONS'],
] as const) {
  test(`${method} /api/${path} is 405 and says what is allowed`, async () => {
    const api = openApi();
    const answer = await api.call(path, { method });
    assertProblem(answer, 'method-not-allowed');
    assert.equal(answer.headers.get('allow'), allow);
    const options = await api.call(path, { method: 'OPTIONS' });
    assert.deepEqual([options.status, options.text, options.headers.get('allow')], [204, '', allow]);
  });
}

test('HEAD is GET without the body', async () => {
  const { api, id } = await withOne();
  const head = await api.call(`broadcasts/${id}`, { method: 'HEAD' });
  assert.deepEqual([head.status, head.text], [200, '']);
  assert.equal(head.headers.get('content-type'), 'application/json; charset=utf-8');
  const none = await api.call(`broadcasts/${unknown}`, { method: 'HEAD' });
  assert.deepEqual([none.status, none.text], [404, '']);
});

for (const path of ['', 'broadcast', 'broadcasts/', `broadcasts/${unknown}/unsend`, 'audience', '%00', '%zz']) {
  test(`there is nothing at /api/${path}`, async () => assertProblem(await openApi().call(path), 'not-found'));
}

for (const id of [
  unknown,
  'x',
  '%',
  '%zz',
  '%ff',
  '%00',
  'a%2Fb',
  '..',
  `${unknown}0`,
  unknown.toUpperCase(),
  'x'.repeat(5_000),
]) {
  test(`there is no broadcast ${id.slice(0, 40)}`, async () => {
    const api = openApi();
    for (const rest of ['', '/message', '/deliveries', `/deliveries/user/${ada}`]) {
      assertProblem(await api.call(`broadcasts/${id}${rest}`), 'broadcast-not-found');
    }
    assertProblem(await api.call(`broadcasts/${id}/cancel`, { method: 'POST' }), 'broadcast-not-found');
  });
}

for (const recipient of ['user/x', `team/${ada}`, 'user/%zz', '%ff/x', 'user/%00', `user/${'x'.repeat(600)}`]) {
  test(`there is no delivery to ${recipient.slice(0, 40)}`, async () => {
    const { api, id } = await withOne();
    assertProblem(await api.call(`broadcasts/${id}/deliveries/${recipient}`), 'delivery-not-found');
  });
}

for (const limit of ['0', '-1', '1001', '10000', '1.5', '1e2', '+5', ' 5', '0x10', 'all', 'NaN']) {
  test(`the limit ${JSON.stringify(limit)} is none`, async () => {
    const { api, id } = await withOne();
    for (const list of ['broadcasts', 'broadcasts/refused', `broadcasts/${id}/deliveries`]) {
      assertProblem(await api.call(`${list}?limit=${encodeURIComponent(limit)}`), 'invalid-limit');
    }
  });
}

test('limits from 1 to 1000 are taken, and an empty one is none given', async () => {
  for (const limit of ['1', '1000', '']) assert.equal((await openApi().call(`broadcasts?limit=${limit}`)).status, 200);
});

test('a state there is not is 400', async () => {
  const { api, id } = await withOne();
  for (const state of ['sent', 'Pending', 'toString']) {
    assertProblem(await api.call(`broadcasts/${id}/deliveries?state=${state}`), 'invalid-state');
  }
});

test('a cursor of another list, or of none, is 400', async () => {
  const { api, id } = await withOne();
  await api.post('broadcasts', good());
  const next = (await api.call('broadcasts?limit=1')).body['next'];
  assert.equal(typeof next, 'string');
  for (const cursor of [next, 'x', '!!', 'null', 'W10']) {
    assertProblem(await api.call(`broadcasts/${id}/deliveries?cursor=${cursor}`), 'invalid-cursor');
  }
});

for (const key of ['a b', '"a', 'a"b"'.repeat(100), '""', '', 'ä', '"a";x=1', 'x'.repeat(256)]) {
  test(`the Idempotency-Key ${JSON.stringify(key.slice(0, 20))} is 400`, async () => {
    const api = openApi();
    assertProblem(await api.post('broadcasts', good(), { 'Idempotency-Key': key }), 'invalid-idempotency-key');
    assert.deepEqual((await api.call('broadcasts')).body['items'], []);
  });
}

test('a bad key and a bad body are told at once', async () => {
  const answer = await openApi().post('broadcasts', {}, { 'Idempotency-Key': 'a b' });
  assertProblem(answer, 'invalid-request');
  assert.deepEqual(
    (answer.body['errors'] as { code: string }[]).map((e) => e.code),
    ['missing-field', 'missing-field', 'invalid-idempotency-key'],
  );
});
