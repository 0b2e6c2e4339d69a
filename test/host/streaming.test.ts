import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type IncomingMessage, request as open } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { app, type HttpMethod, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { gate, limit, type TestHost, testHost } from './support.ts';

let host: TestHost;
const every: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Opened by the test when it has the first piece. */
let second = gate();
/** Opened by the handler that has been handed a request. */
const arrived = gate();
const listening: Server[] = [];

async function mirror(request: HttpRequest): Promise<HttpResponseInit> {
  const { method, params, url } = request;
  const query = Object.fromEntries(request.query);
  const header = request.headers.get('x-test');
  return { jsonBody: { method, url, params, query, header, body: await request.text() } };
}

async function* pieces(breaks: boolean) {
  yield 'first';
  await second.promise;
  if (breaks) throw new Error('it broke off');
  yield ' second';
}

before(async () => {
  const seen = (message: unknown) => void listening.push((message as { server: Server }).server);
  subscribe('tracing:net.server.listen:asyncEnd', seen);
  host = await testHost(() => {
    app.setup({ enableHttpStream: true });
    app.http('mirror', { route: 'mirror/{id}/{*rest}', methods: every, handler: mirror });
    app.get('pieces', async ({ query }) => ({
      headers: { 'x-more': 'yes' },
      body: ReadableStream.from(pieces(query.has('breaks'))).pipeThrough(new TextEncoderStream()),
    }));
    app.post('early', async (request) => {
      arrived.resolve();
      return { body: await request.text() };
    });
    app.get('none', async () => ({ status: 304, headers: { etag: '"a"' } }));
    app.get('late', async () => {
      await second.promise;
      return {};
    });
    app.get('broken', async () => {
      throw new Error('the handler broke');
    });
  });
  unsubscribe('tracing:net.server.listen:asyncEnd', seen);
});

const at = (path: string) => new URL(path, host.url);

test('a request reaches its handler as it does without streaming', limit, async () => {
  const url = at('/api/mirror/19%3Aa%40b/x/y?a=1&b=two%20words');
  const response = await fetch(url, { method: 'PUT', body: 'hallo ü', headers: { 'X-Test': 'yes' } });
  assert.deepEqual(await response.json(), {
    method: 'PUT',
    url: url.href,
    params: { id: '19:a@b', rest: 'x/y' },
    query: { a: '1', b: 'two words' },
    header: 'yes',
    body: 'hallo ü',
  });
  const head = await fetch(at('/api/mirror/1'), { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [200, '']);
  const none = await fetch(at('/api/none'));
  assert.deepEqual([none.status, none.headers.get('etag')], [304, '"a"']);
  assert.equal((await fetch(at('/api/nothing'))).status, 404);
});

test('a body that is sent in chunks arrives', limit, async () => {
  const body = await new Promise<string>((resolve, reject) => {
    const request = open(at('/api/mirror/1'), { method: 'POST' }, (response) => text(response).then(resolve, reject));
    request.on('error', reject);
    request.write('in ');
    request.end('pieces');
  });
  assert.equal(JSON.parse(body).body, 'in pieces');
});

test('a handler has a request before anything of its body has come', limit, async () => {
  const request = open(at('/api/early'), { method: 'POST', headers: { 'Content-Length': 4 } });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  request.flushHeaders();
  await arrived.promise;
  request.end('late');
  const [answer] = await answered;
  assert.equal(await text(answer), 'late');
});

test('an answer goes out piece by piece', limit, async () => {
  second = gate();
  const response = await fetch(at('/api/pieces'));
  assert.deepEqual([response.status, response.headers.get('x-more')], [200, 'yes']);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, 'first');
  second.resolve();
  assert.equal((await reader.read()).value, ' second');
  assert.equal((await reader.read()).done, true);
});

test('an answer that breaks off is never taken for whole', limit, async () => {
  second = gate();
  const response = await fetch(at('/api/pieces?breaks=1'));
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, 'first');
  second.resolve();
  await assert.rejects(reader.read());
  assert.ok(host.log.some(({ level, message }) => level === 'error' && message.includes('it broke off')));
});

test('a handler that throws is a 500 with an empty body, and the log says why', limit, async () => {
  const response = await fetch(at('/api/broken'));
  assert.deepEqual([response.status, await response.text()], [500, '']);
  assert.ok(host.log.some(({ level, message }) => level === 'error' && message.includes('the handler broke')));
});

/** The library's side of the connection over which the request arrives that `ask` makes. */
async function connectionOf(ask: () => Promise<Response>): Promise<{ socket: Socket; asked: Promise<Response> }> {
  const { promise, resolve } = gate<Socket>();
  const seen = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (request.headers['x-ms-invocation-id'] !== undefined) resolve(request.socket);
  };
  subscribe('http.server.request.start', seen);
  const asked = ask();
  const socket = await promise;
  unsubscribe('http.server.request.start', seen);
  return { socket, asked };
}

test('a connection to the library that breaks is a 500, and the log says why', limit, async () => {
  second = gate();
  const { socket, asked } = await connectionOf(() => fetch(at('/api/late')));
  socket.destroy();
  assert.equal((await asked).status, 500);
  assert.ok(host.log.some(({ level, message }) => level === 'error' && message.startsWith('GET /api/late: no answer')));
  second.resolve();
});

test('an idle connection is let go before the library closes it: no request meets that', limit, async () => {
  for (const server of listening) Object.assign(server, { keepAliveTimeout: 2_000 });
  const { socket, asked } = await connectionOf(() => fetch(at('/api/none')));
  const closed = Promise.race([
    once(socket, 'end').then(() => 'by the host'),
    once(socket, 'close').then(() => 'by the library'),
  ]);
  assert.equal((await asked).status, 304);
  assert.equal(await closed, 'by the host');
});

test('what the library opens is open to this machine alone, and closed with the host', limit, async () => {
  const addresses = listening.map((server) => server.address() as AddressInfo);
  assert.equal(addresses.length, 2);
  assert.deepEqual([...new Set(addresses.map(({ address }) => address))], ['127.0.0.1']);
  await host.stop(0);
  for (const { port } of addresses) {
    const error = await new Promise<NodeJS.ErrnoException>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => reject(new Error(`port ${port} is open`)));
      socket.once('error', resolve);
    });
    assert.equal(error.code, 'ECONNREFUSED');
  }
});
