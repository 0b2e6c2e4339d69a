import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { good } from '../broadcast-input/bodies.ts';
import { type Answer, type Api, openApi } from './call.ts';

/** Whatever came: an answer that is the client's business, in JSON, and not a word in the log. */
async function assertAnswered(api: Api, answer: Promise<Answer>): Promise<void> {
  const { status, text, headers } = await answer;
  assert.ok(status >= 200 && status < 500, `${status} ${text}`);
  const isExport = /^text\/csv|ndjson$/.test(headers.get('content-type') ?? '');
  if (text !== '' && !isExport) JSON.parse(text);
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

test('no Accept and no If-None-Match a client can send makes the API fail', async () => {
  const tag = fc.tuple(fc.constantFrom('', 'W/', '*', ','), headerValue).map(([weak, text]) => `${weak}"${text}"`);
  const value = fc.oneof(
    headerValue,
    tag,
    fc.constantFrom('*', '*/*', 'text/csv;q=2', 'text/*;q=0.5,,', ';', '"', ',"a'),
  );
  const path = fc.constantFrom('', '/reasons', '/deliveries/export');
  await fc.assert(
    fc.asyncProperty(path, value, value, async (below, accept, known) => {
      const api = openApi();
      const { body } = await api.post('broadcasts', good());
      const sent = { Accept: accept, 'If-None-Match': known };
      await assertAnswered(api, api.call(`broadcasts/${body['id']}${below}`, { headers: sent }));
    }),
    { numRuns: 1_000 },
  );
});

test('no address, query or method a client can send makes the API fail', async () => {
  const segment = fc.oneof(
    fc.constantFrom(
      'broadcasts',
      'refused',
      'deliveries',
      'message',
      'export',
      'reasons',
      'cancel',
      'pause',
      'resume',
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
  const names = fc.constantFrom('limit', 'cursor', 'state', 'status', 'code', 'q', 'createdBy', 'from', 'to', 'format');
  const root = fc.constantFrom('broadcasts', 'broadcasts', 'people');
  const query = fc.dictionary(names, fc.string({ unit: 'grapheme' }));
  await fc.assert(
    fc.asyncProperty(root, fc.array(segment, { maxLength: 6 }), method, query, async (first, segments, by, asked) => {
      const api = openApi();
      const path = `${[first, ...segments].join('/')}?${new URLSearchParams(asked)}`;
      await assertAnswered(api, api.call(path, { method: by, headers }));
    }),
    { numRuns: 1_000 },
  );
});
