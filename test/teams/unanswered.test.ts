import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, suite, test } from 'node:test';
import { connectorTeams } from '../../shared/teams/connector-client.ts';
import type { PostLimits } from '../../shared/teams/http-post.ts';
import { noToken, type TokenSource } from '../../shared/teams/token-cache.ts';
import { reply, startConnectorServer } from './connector-server.ts';

const activity = { type: 'message', text: 'Hello' } as const;
const patient: PostLimits = { connect: 20_000, answer: 30_000 };

function open(limits = patient, tokens: TokenSource = noToken) {
  const teams = connectorTeams({ tokens, limits });
  after(() => teams.close());
  return (serviceUrl: string, signal?: AbortSignal) =>
    teams.send({ serviceUrl, conversation: 'a:1' }, activity, signal);
}

/** A TCP server that does with each connection what it is told. */
async function startSocketServer(connected: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    connected(socket);
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  after(() => {
    for (const socket of sockets) socket.destroy();
    tcp.close();
  });
  return (tcp.address() as AddressInfo).port;
}

suite('nobody knows whether it was accepted', () => {
  test('when the answer does not come in time', async () => {
    const server = await startConnectorServer();
    const send = open({ connect: 1_000, answer: 1_050 });
    assert.equal((await send(server.serviceUrl)).kind, 'accepted');
    server.answer = () => {};
    assert.deepEqual(await send(server.serviceUrl), { kind: 'unanswered', cause: 'timeout' });
    assert.equal(server.received.length, 2);
  });

  test('when the connection is reset after the request went out, on a new connection and on one used before', async () => {
    const server = await startConnectorServer();
    const send = open();
    server.answer = (_response, _request, socket) => socket.resetAndDestroy();
    assert.deepEqual(await send(server.serviceUrl), { kind: 'unanswered', cause: 'ECONNRESET' });
    server.answer = (response) => reply(response, 201, { id: '1' });
    assert.deepEqual(await send(server.serviceUrl), { kind: 'accepted', id: '1' });
    server.answer = (_response, _request, socket) => socket.resetAndDestroy();
    assert.deepEqual(await send(server.serviceUrl), { kind: 'unanswered', cause: 'ECONNRESET' });
    assert.equal(server.received.length, 3);
  });

  test('when the connection is closed without a word', async () => {
    const server = await startConnectorServer();
    server.answer = (_response, _request, socket) => socket.end();
    assert.equal((await open()(server.serviceUrl)).kind, 'unanswered');
    assert.equal(server.received.length, 1);
  });

  test('when the answer is not HTTP', async () => {
    const port = await startSocketServer((socket) => socket.once('data', () => socket.end('Good day\r\n\r\n')));
    assert.equal((await open()(`http://127.0.0.1:${port}/`)).kind, 'unanswered');
  });

  test('when we hang up while it is being answered', async () => {
    const server = await startConnectorServer();
    const hangUp = new AbortController();
    server.answer = () => hangUp.abort();
    assert.deepEqual(await open()(server.serviceUrl, hangUp.signal), { kind: 'unanswered', cause: 'aborted' });
  });
});

suite('the status is an answer', () => {
  test('though the rest of it never comes', async () => {
    const server = await startConnectorServer();
    for (const [status, kind] of [
      [201, 'accepted'],
      [403, 'refused'],
    ] as const) {
      server.answer = (response, _request, socket) => {
        response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': '100' });
        response.write('{"err', () => socket.resetAndDestroy());
      };
      assert.equal((await open()(server.serviceUrl)).kind, kind);
    }
  });
});

suite('it was surely not sent', () => {
  test('when nobody listens', async () => {
    const port = await startSocketServer(() => {});
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port: free } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    assert.notEqual(free, port);
    assert.deepEqual(await open()(`http://127.0.0.1:${free}/`), { kind: 'unsent', cause: 'ECONNREFUSED' });
  });

  test('when the host is unknown', async () => {
    const answer = await open()('http://teams.invalid/');
    assert.equal(answer.kind, 'unsent');
  });

  test('when the other side never finishes the handshake', async () => {
    let received = 0;
    const port = await startSocketServer((socket) => socket.on('data', () => received++));
    const answer = await open({ connect: 300, answer: 30_000 })(`https://127.0.0.1:${port}/`);
    assert.deepEqual(answer, { kind: 'unsent', cause: 'timeout' });
    assert.ok(received <= 1, 'nothing after the first words of the handshake');
  });

  test('when the other side hangs up during the handshake', async () => {
    const port = await startSocketServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    assert.equal((await open()(`https://127.0.0.1:${port}/`)).kind, 'unsent');
  });

  test('when it was called off before', async () => {
    const server = await startConnectorServer();
    assert.deepEqual(await open()(server.serviceUrl, AbortSignal.abort()), { kind: 'unsent', cause: 'aborted' });
    assert.deepEqual(server.received, []);
  });

  test('when it was called off while it waited for a token', async () => {
    const server = await startConnectorServer();
    const hangUp = new AbortController();
    const tokens = {
      token: async () => {
        hangUp.abort();
        return 'token';
      },
    };
    assert.deepEqual(await open(patient, tokens)(server.serviceUrl, hangUp.signal), {
      kind: 'unsent',
      cause: 'aborted',
    });
    assert.deepEqual(server.received, []);
  });

  test('when there is no token', async () => {
    const server = await startConnectorServer();
    const tokens = { token: () => Promise.reject(new Error('the secret in here must not come out')) };
    assert.deepEqual(await open(patient, tokens)(server.serviceUrl), { kind: 'unsent', cause: 'no token' });
    assert.deepEqual(server.received, []);
  });

  test('when the token comes too late: the moment it was meant for is over', async () => {
    const server = await startConnectorServer();
    const tokens = { token: () => new Promise<string>(() => {}) };
    const send = open({ connect: 50, answer: 15_000 }, tokens);
    assert.deepEqual(await send(server.serviceUrl), { kind: 'unsent', cause: 'no token in time' });
    assert.deepEqual(server.received, []);
  });
});
