import assert from 'node:assert/strict';
import { request as send } from 'node:http';
import { text } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { app, type HttpMethod, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { limit, type TestHost, testHost } from './support.ts';

let host: TestHost;
const every: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

async function mirror(request: HttpRequest): Promise<HttpResponseInit> {
  const { method, params, url } = request;
  const query = Object.fromEntries(request.query);
  const header = request.headers.get('x-test');
  return { jsonBody: { method, url, params, query, header, body: await request.text() } };
}

before(async () => {
  host = await testHost(() => {
    app.http('mirror', { route: 'mirror/{id}/{*rest}', methods: every, handler: mirror });
    app.get('only-get', async () => ({ body: 'here' }));
    app.http('answers', {
      route: 'answers/{kind}',
      handler: async ({ params }): Promise<HttpResponseInit> => {
        switch (params['kind']) {
          case 'text':
            return { body: 'plain', headers: { 'x-more': 'yes' } };
          case 'bytes':
            return { body: Buffer.from([0, 255, 1]), headers: { 'content-type': 'application/octet-stream' } };
          case 'created':
            return { status: 201, headers: { location: '/api/x' }, jsonBody: { ok: true } };
          case 'problem':
            return { status: 400, jsonBody: { code: 'bad' }, headers: { 'content-type': 'application/problem+json' } };
          case 'empty':
            return { status: 202 };
          case 'stream':
            return { body: new Blob(['in ', 'pieces']).stream() };
          case 'nothing':
            return undefined as never;
          default:
            throw new Error('the handler broke');
        }
      },
    });
  });
});

const at = (path: string) => new URL(path, host.url);

test('a request reaches its handler with method, parameters, query, headers and body', limit, async () => {
  const url = at('/api/mirror/19%3Aa%40b/x/y?a=1&b=two%20words&a=2');
  const response = await fetch(url, { method: 'PUT', body: 'hallo ü', headers: { 'X-Test': 'yes' } });
  assert.deepEqual(await response.json(), {
    method: 'PUT',
    url: url.href,
    params: { id: '19:a@b', rest: 'x/y' },
    query: { a: '1,2', b: 'two words' },
    header: 'yes',
    body: 'hallo ü',
  });
});

test('each registered method is served, without a body too', limit, async () => {
  for (const method of every.filter((m) => m !== 'HEAD')) {
    const response = await fetch(at('/api/mirror/1'), { method });
    assert.deepEqual(((await response.json()) as { method: string; params: object }).params, { id: '1' }, method);
  }
  const head = await fetch(at('/api/mirror/1'), { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('a path or a method nobody registered is a 404 with an empty body', limit, async () => {
  for (const [path, method] of [
    ['/api/nothing', 'GET'],
    ['/only-get', 'GET'],
    ['/api/only-get', 'POST'],
  ] as const) {
    const response = await fetch(at(path), { method });
    assert.deepEqual([response.status, await response.text()], [404, ''], `${method} ${path}`);
  }
});

test('a function without a route has its name for one', limit, async () => {
  assert.equal(await (await fetch(at('/api/only-get'))).text(), 'here');
});

test('an answer is sent as the handler wrote it', limit, async () => {
  const got = async (kind: string) => {
    const response = await fetch(at(`/api/answers/${kind}`));
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      response,
      body: await response.bytes(),
    };
  };
  const words = (bytes: Uint8Array) => Buffer.from(bytes).toString();

  const plain = await got('text');
  assert.deepEqual([plain.status, words(plain.body), plain.response.headers.get('x-more')], [200, 'plain', 'yes']);
  const bytes = await got('bytes');
  assert.deepEqual([bytes.type, [...bytes.body]], ['application/octet-stream', [0, 255, 1]]);
  const created = await got('created');
  assert.deepEqual([created.status, created.type, words(created.body)], [201, 'application/json', '{"ok":true}']);
  assert.equal(created.response.headers.get('location'), '/api/x');
  const problem = await got('problem');
  assert.deepEqual([problem.status, problem.type], [400, 'application/problem+json']);
  const empty = await got('empty');
  assert.deepEqual([empty.status, empty.body.length], [202, 0]);
  assert.equal(words((await got('stream')).body), 'in pieces');
  assert.equal((await got('nothing')).status, 204);
});

test('a handler that throws is a 500 with an empty body, and the log says why', limit, async () => {
  const response = await fetch(at('/api/answers/other'));
  assert.deepEqual([response.status, await response.text()], [500, '']);
  assert.ok(host.log.some(({ level, message }) => level === 'error' && message.includes('the handler broke')));
});

test('a body sent in chunks without a length is dropped, as in Azure, and the log says so', limit, async () => {
  const body = await new Promise<string>((resolve, reject) => {
    const request = send(at('/api/mirror/1'), { method: 'POST' }, (response) => text(response).then(resolve, reject));
    request.on('error', reject);
    request.write('in ');
    request.end('pieces');
  });
  assert.equal(JSON.parse(body).body, '');
  assert.ok(host.log.some(({ level, message }) => level === 'warning' && message.includes('Content-Length')));
});

test('a Host that is none is 400, and no function sees it', limit, async () => {
  const statusFor = (name: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = send(new URL('/api/mirror/a/b', host.url), { headers: { Host: name } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject).end();
    });
  for (const name of ['[[', 'a b', 'x:99999']) assert.equal(await statusFor(name), 400, name);
  assert.equal(await statusFor('carillon.example'), 200);
});
