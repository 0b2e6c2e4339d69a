import assert from 'node:assert/strict';
import { type IncomingMessage, request as open } from 'node:http';
import { text } from 'node:stream/consumers';
import { before, mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { bodiesHost } from './bodies-host.ts';
import { limit, type TestHost } from './support.ts';

let host: TestHost;
before(async () => {
  host = await bodiesHost();
  mock.timers.enable({ apis: ['setTimeout'] });
});

for (const [what, path, wanted] of [
  ['that is wanted', '/api/broadcasts', [408, 'body-too-slow']],
  ['that nobody wants', `/api/broadcasts/${'0'.repeat(26)}/cancel`, [404, 'broadcast-not-found']],
] as const) {
  test(`a body ${what}, and comes a byte at a time, is given up, and its connection closed`, limit, async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': 1_000_000 };
    const request = open(new URL(path, host.url), { method: 'POST', headers });
    const closed = new Promise<void>((resolve) => request.once('close', resolve));
    let answer: IncomingMessage | undefined;
    request.on('response', (response) => {
      answer = response;
    });
    let isOut = false;
    request.on('error', () => assert.ok(isOut, 'It is cut off before the answer.'));
    // Time passes only for what the product sets timers for.
    for (let sent = 0; sent < 100_000 && !answer; sent++) {
      request.write(' ');
      await setImmediate();
      mock.timers.tick(10);
    }
    assert.ok(answer, 'There was no answer.');
    const { code } = JSON.parse(await text(answer));
    isOut = true;
    assert.deepEqual([answer.statusCode, code, answer.headers.connection], [...wanted, 'close']);
    await closed;
  });
}
