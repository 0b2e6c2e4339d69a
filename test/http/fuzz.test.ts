import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { good } from '../broadcast-input/bodies.ts';
import { type Api, openApi } from './call.ts';

/** Whatever came: an answer that is the client's business, in JSON, and not a word in the log. */
async function assertAnswered(api: Api, answer: Promise<{ status: number; text: string }>): Promise<void> {
  const { status, text } = await answer;
  assert.ok(status >= 200 && status < 500, `${status} ${text}`);
  if (text !== '') JSON.parse(text);
  assert.deepEqual(api.log, []);
}

const headers = { 'Content-Type': 'application/json' };
const headerValue = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((c) => String.fromCharCode(c)) });

test('no body a client can send makes the API fail', async () => {
  const text = JSON.stringify(good());
  const bytes = fc.uint8Array({ maxLength: 300 });
  const json = fc.oneof(fc.json(), fc.json({ maxDepth: 20 }));
  const broken = fc.tuple(fc.nat(text.length), fc.nat(5), fc.string({ unit: 'binary', maxLength: 5 }));
  const damaged = broken.map(([at, length, by]) => text.slice(0, at) + by + text.slice(at + length));
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, json, damaged), async (body) => {
      const api = openApi();
      await assertAnswered(api, api.call('broadcasts', { method: 'POST', headers, body }));
    }),
    { numRuns: 1_500 },
  );
});

test('no header a client can send makes the API fail', async () => {
  const names = fc.constantFrom('Content-Type', 'Idempotency-Key', 'Content-Length', 'Content-Encoding');
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, headerValue), async (given) => {
      const api = openApi();
      await assertAnswered(api, api.post('broadcasts', good(), given));
    }),
    { numRuns: 500 },
  );
});

test('no address, query or method a client can send makes the API fail', async () => {
  const segment = fc.oneof(
    fc.constantFrom(
      'broadcasts',
      'refused',
      'deliveries',
      'message',
      'cancel',
      'redrive',
      'resolve',
      'tenants',
      'stop',
      'user',
      '%',
      '%zz',
      '%ff',
      '%2F',
      '%00',
    ),
    fc.string({ unit: 'grapheme' }).map(encodeURIComponent),
  );
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
  const query = fc.dictionary(fc.constantFrom('limit', 'cursor', 'state'), fc.string({ unit: 'grapheme' }));
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { maxLength: 6 }), method, query, async (segments, by, asked) => {
      const api = openApi();
      const path = `${['broadcasts', ...segments].join('/')}?${new URLSearchParams(asked)}`;
      await assertAnswered(api, api.call(path, { method: by, headers }));
    }),
    { numRuns: 1_000 },
  );
});
