import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request as open } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { bodiesHost } from './bodies-host.ts';
import { limit, type TestHost } from './support.ts';

const MB = 1_048_576;
/** What stands in the buffers of a connection when nobody reads it any more, of Node's and of streams. */
const BUFFERS = 262_144;
const json = { 'Content-Type': 'application/json' };

let host: TestHost;
/** The connections on which the app itself was asked, by the host, and what they had read before. */
const connections = new Map<Socket, number>();
const note = (message: unknown) => {
  const { request } = message as { request: IncomingMessage };
  if (request.headers['x-ms-invocation-id'] !== undefined) connections.set(request.socket, request.socket.bytesRead);
};

before(async () => {
  host = await bodiesHost();
  subscribe('http.server.request.start', note);
});
after(() => unsubscribe('http.server.request.start', note));

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly code: string;
}

/** A POST whose body the test writes itself. */
function post(path: string, headers: Record<string, string | number>, agent?: Agent) {
  const request = open(new URL(path, host.url), {
    method: 'POST',
    headers: { ...json, ...headers },
    ...(agent && { agent }),
  });
  const closed = new Promise<void>((resolve) => request.once('close', resolve));
  const answer = new Promise<Answer>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', async (response: IncomingMessage) => {
      const { code } = JSON.parse(await text(response));
      resolve({ status: response.statusCode, connection: response.headers.connection, code });
    });
  });
  return { request, answer, closed };
}

/** Writes for as long as anybody takes it. */
function writeOn(request: ClientRequest): void {
  const piece = Buffer.alloc(65_536, ' ');
  const more = () => {
    while (!request.destroyed && request.write(piece));
  };
  request.on('drain', more);
  more();
}

test('who sends some megabytes and says so sees the refusal, and asks on over the same connection', limit, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const cutOff = (error: Error) => assert.fail(error);
  for (const size of [MB + 1, 2 * MB, 5 * MB, 8 * MB, 5 * MB, 3 * MB]) {
    const { request, answer } = post('/api/broadcasts', { 'Content-Length': size }, agent);
    request.on('error', cutOff).end(Buffer.alloc(size, ' '));
    const { status, connection, code } = await answer;
    assert.deepEqual([status, code, connection], [413, 'body-too-large', 'keep-alive'], `${size} bytes`);
    const next = post('/api/broadcasts', { 'Content-Length': 2 }, agent);
    next.request.end('{}');
    assert.equal((await next.answer).status, 400);
    assert.ok(next.request.reusedSocket);
  }
  agent.destroy();
});

test('so does who sends them where no body is wanted', limit, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = 0; i < 4; i++) {
    const { request, answer } = post(`/api/broadcasts/${'0'.repeat(26)}/cancel`, { 'Content-Length': 4 * MB }, agent);
    request.end(Buffer.alloc(4 * MB, ' '));
    assert.equal((await answer).status, 404);
  }
  agent.destroy();
});

for (const [what, headers, most] of [
  ['a body that never ends', { 'Transfer-Encoding': 'chunked' }, MB],
  ['a body that says it is far too large', { 'Content-Length': 50 * MB }, 0],
] as const) {
  test(`${what} is refused, read no further, and its connection closed`, limit, async () => {
    connections.clear();
    const { request, answer, closed } = post('/api/broadcasts', headers);
    let isOut = false;
    request.on('error', () => assert.ok(isOut, 'It is cut off before the answer.'));
    writeOn(request);
    const { status, code, connection } = await answer;
    isOut = true;
    assert.deepEqual([status, code, connection], [413, 'body-too-large', 'close']);
    await closed;
    assert.equal(connections.size, 1);
    for (const [socket, before] of connections) {
      if (!socket.destroyed) await once(socket, 'close');
      const read = socket.bytesRead - before;
      assert.ok(read <= most + BUFFERS, `${read} bytes were read`);
    }
    const next = post('/api/broadcasts', { 'Content-Length': 2 });
    next.request.end('{}');
    assert.equal((await next.answer).status, 400);
  });
}
