import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { proxyService } from '../../local/faulty-storage/service-proxy.ts';
import type { StorageFault } from '../../local/faulty-storage/storage-fault.ts';

const BODY = 'x'.repeat(100);
let reached = 0;
const service = createServer((_, answer) => {
  reached++;
  answer.writeHead(200, { 'content-type': 'text/plain' }).end(BODY);
}).listen(0, '127.0.0.1');
await once(service, 'listening');
after(() => {
  service.closeAllConnections();
  service.close();
});

/** One request through a proxy with one fault: what came back over the wire, and whether the service had it. */
async function through(fault: StorageFault | undefined, patience = 5_000) {
  const { port } = service.address() as AddressInfo;
  const proxy = await proxyService('table', `http://127.0.0.1:${port}/account`, () => fault);
  reached = 0;
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  socket.write('GET /account/t HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n');
  const signal = AbortSignal.timeout(patience);
  signal.addEventListener('abort', () => socket.destroy());
  const answer = await text(socket).catch((error: NodeJS.ErrnoException) => `broke: ${error.code}`);
  await proxy.close();
  return { answer, reached };
}

test('what meets with nothing is passed on', async () => {
  const { answer, reached } = await through(undefined);
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n.*x{100}/s);
  assert.equal(reached, 1);
});

for (const carriedOut of [true, false]) {
  const had = carriedOut ? 'after the service had it' : 'before the service had it';
  test(`a connection breaks ${had}`, async () => {
    assert.deepEqual(await through({ kind: 'reset', carriedOut }), {
      answer: 'broke: ECONNRESET',
      reached: Number(carriedOut),
    });
  });

  test(`a connection stays silent ${had}`, async () => {
    const { answer, reached } = await through({ kind: 'hang', carriedOut }, 300);
    assert.doesNotMatch(answer, /HTTP/);
    assert.equal(reached, Number(carriedOut));
  });

  test(`an error is answered ${had}`, async () => {
    const { answer, reached: times } = await through({ kind: 'error', status: 503, code: 'ServerBusy', carriedOut });
    assert.match(answer, /^HTTP\/1\.1 503 .*ServerBusy/s);
    assert.equal(times, Number(carriedOut));
  });

  test(`an answer is late, ${carriedOut ? 'the service was not' : 'for the service had it late'}`, async () => {
    const began = performance.now();
    const { answer, reached: times } = await through({ kind: 'slow', ms: 200, carriedOut });
    assert.match(answer, /^HTTP\/1\.1 200/);
    assert.ok(performance.now() - began >= 190);
    assert.equal(times, 1);
  });
}

test('an answer is cut in the middle', async () => {
  const { answer, reached } = await through({ kind: 'cut' });
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.doesNotMatch(answer, /x{100}/);
  assert.equal(reached, 1);
});
