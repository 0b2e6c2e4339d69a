import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { httpsCall } from '../../shared/webhook/https-call.ts';
import { isPublicAddress } from '../../shared/webhook/public-address.ts';
import { openReceiver } from './receiver.ts';

const limit = { timeout: 60_000 };
const local = httpsCall({ local: true });
const post = (url: string) => ({ url, headers: { 'webhook-id': 'one' }, body: '{"a":"ä"}' });

test('a call is one POST of JSON with the headers it was given, and 2xx an answer', limit, async () => {
  const receiver = await openReceiver();
  assert.deepEqual(await local(post(`${receiver.url}?key=1`)), { kind: 'answered', status: 204 });
  const [one, ...others] = receiver.received;
  assert.equal(others.length, 0);
  assert.deepEqual([one?.method, one?.path, one?.body], ['POST', '/ended?key=1', '{"a":"ä"}']);
  assert.equal(one?.headers['webhook-id'], 'one');
  assert.match(one?.headers['content-type'] ?? '', /^application\/json/);
});

test('a redirect is an answer, and is not followed', limit, async () => {
  const elsewhere = await openReceiver();
  const receiver = await openReceiver((response) => response.writeHead(307, { Location: elsewhere.url }).end());
  assert.deepEqual(await local(post(receiver.url)), { kind: 'answered', status: 307 });
  assert.equal(elsewhere.connections(), 0);
});

test('Retry-After is read, in seconds and as a date', limit, async () => {
  const at = Date.UTC(2026, 10, 23, 12);
  const headers = (retryAfter: string) => ({ Date: new Date(at).toUTCString(), 'Retry-After': retryAfter });
  for (const value of ['30', new Date(at + 30_000).toUTCString()]) {
    const receiver = await openReceiver((response) => response.writeHead(503, headers(value)).end());
    assert.deepEqual(await local(post(receiver.url)), { kind: 'answered', status: 503, retryAfter: 30_000 });
  }
});

test('an answer without an end is known by its status, and its body is not read on for ever', limit, async () => {
  const { promise: sent, resolve } = Promise.withResolvers<number>();
  const receiver = await openReceiver((response) => {
    response.writeHead(200);
    const more = () => {
      while (response.write('x'.repeat(16 * 1024)));
    };
    const { socket } = response;
    response.on('drain', more).on('close', () => resolve(socket?.bytesWritten ?? 0));
    more();
  });
  assert.deepEqual(await local(post(receiver.url)), { kind: 'answered', status: 200 });
  // What the buffers between hold, and no more.
  assert.ok((await sent) < 32 * 1024 * 1024);
});

test('a connection that is refused or breaks off is no answer', limit, async () => {
  const receiver = await openReceiver((response) => response.destroy());
  assert.deepEqual(await local(post(receiver.url)), { kind: 'unanswered', error: 'connection-failed' });
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  const refused = await local(post(`http://127.0.0.1:${port}/`));
  assert.deepEqual(refused, { kind: 'unanswered', error: 'connection-failed' });
});

test('whoever wants to go over to another protocol has not answered, and holds nobody up', {
  timeout: 5_000,
}, async () => {
  const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket' };
  const receiver = await openReceiver((response) => void response.writeHead(101, upgrade).flushHeaders());
  assert.deepEqual(await local(post(receiver.url)), { kind: 'unanswered', error: 'connection-failed' });
});

test('whoever does not answer is given up', limit, async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  after(() => silent.close());
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  const impatient = httpsCall({ local: true, timeOut: 100 });
  assert.deepEqual(await impatient(post(`http://127.0.0.1:${port}/`)), { kind: 'unanswered', error: 'time-out' });
});

test('what speaks no TLS is told nothing under https', limit, async () => {
  const receiver = await openReceiver();
  const answer = await local(post(`https://127.0.0.1:${receiver.port}/`));
  assert.equal(answer.kind, 'unanswered');
  assert.equal(receiver.received.length, 0);
});

const leadsTo =
  (...addresses: readonly string[]) =>
  (_: string, done: (error: null, found: readonly LookupAddress[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

test('a name that leads to this machine, or to a network inside, is not connected to', limit, async () => {
  const receiver = await openReceiver();
  const url = `http://hooks.example:${receiver.port}/`;
  const found = [
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    // A good address beside it makes it no better: which of them is tried first is not ours to say.
    ['93.184.215.14', '127.0.0.1'],
    ['127.0.0.1', '93.184.215.14'],
    ['169.254.169.254'],
    [],
  ];
  for (const addresses of found) {
    const guarded = httpsCall({ local: false, resolve: leadsTo(...addresses) });
    assert.deepEqual(await guarded(post(url)), { kind: 'unanswered', error: 'address-not-allowed' }, `${addresses}`);
  }
  assert.equal(receiver.connections(), 0);
  // The same name and port, without the guard: it is the guard that kept it away.
  const open = httpsCall({ local: true });
  assert.equal((await open(post(url.replace('hooks.example', '127.0.0.1')))).kind, 'answered');
});

test('an address in the URL itself is looked at as well', limit, async () => {
  const receiver = await openReceiver();
  const guarded = httpsCall({ local: false });
  for (const host of ['127.0.0.1', '[::1]', '0x7f.1', '2130706433', '[::ffff:7f00:1]']) {
    const answer = await guarded(post(`http://${host}:${receiver.port}/`));
    assert.deepEqual(answer, { kind: 'unanswered', error: 'address-not-allowed' }, host);
  }
  assert.equal(receiver.connections(), 0);
});

test(
  'what connects is what was looked up: a name that answers otherwise the second time gains nothing',
  limit,
  async () => {
    const receiver = await openReceiver();
    let asked = 0;
    const rebound = httpsCall({
      local: false,
      resolve: (name, done) => leadsTo(++asked > 1 ? '93.184.215.14' : '127.0.0.1')(name, done),
    });
    const answer = await rebound(post(`http://hooks.example:${receiver.port}/`));
    assert.deepEqual(answer, { kind: 'unanswered', error: 'address-not-allowed' });
    assert.deepEqual([asked, receiver.connections()], [1, 0]);
  },
);

test('a name nobody knows is said to be that', limit, async () => {
  const unknown = Object.assign(new Error('no'), { code: 'ENOTFOUND' });
  const call = httpsCall({ local: false, resolve: (_, done) => done(unknown, []) });
  assert.deepEqual(await call(post('https://hooks.example/')), { kind: 'unanswered', error: 'name-not-found' });
});

test('public is what is the internet, in both versions of its addresses', () => {
  const open = ['93.184.215.14', '1.1.1.1', '172.15.255.255', '172.32.0.1', '100.128.0.1', '2606:2800:21f:cb07::1'];
  for (const address of open) assert.ok(isPublicAddress(address), address);
  const closed = [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...['192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '168.63.129.16'],
    ...['::', '::1', '::ffff:10.0.0.1', '::ffff:1.1.1.1', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '64:ff9b::a00:1'],
    ...['2001:db8::1', '2002:a00:1::1', '2001:0:1::1'],
  ];
  for (const address of closed) assert.ok(!isPublicAddress(address), address);
});
