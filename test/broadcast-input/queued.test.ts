import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQueued } from '../../shared/broadcast/parse-queued.ts';
import { good } from './bodies.ts';

const job = () => ({ ...good(), idempotencyKey: 'release-42', createdBy: 'Release pipeline' });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const faults = (message: unknown) => {
  const parsed = parseQueued(message);
  return parsed.ok ? [] : parsed.problems.map((p) => `${p.code} ${p.path}`);
};

const json = JSON.stringify(job());
for (const [how, message] of Object.entries({
  'an object the worker has parsed': job(),
  'plain JSON': json,
  'JSON with space around it': `\n ${json} \n`,
  'JSON with a byte order mark': `\ufeff${json}`,
  'bytes of JSON': Buffer.from(json),
  base64: base64(json),
  'base64 with a line feed': `${base64(json)}\n`,
  'bytes of base64': Buffer.from(base64(json)),
})) {
  test(`a job is read from ${how}`, () => {
    const parsed = parseQueued(message);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.equal(parsed.queued.idempotencyKey, 'release-42');
    assert.equal(parsed.queued.createdBy, 'Release pipeline');
    assert.deepEqual(parsed.queued.request.message, { ...good().message, textFormat: 'markdown' });
  });
}

test('the author may be left out', () => {
  const parsed = parseQueued({ ...good(), idempotencyKey: 'k' });
  assert.ok(parsed.ok);
  assert.ok(!('createdBy' in parsed.queued));
});

for (const [what, message, ...expected] of [
  ['nothing', '', 'malformed-json '],
  ['words', 'send it to everyone', 'malformed-json '],
  ['half an object', '{"message":', 'malformed-json '],
  ['base64 of words', base64('send it to everyone'), 'malformed-json '],
  ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe]), 'malformed-json '],
  ['null', null, 'wrong-type '],
  ['a number', 42, 'wrong-type '],
  ['an array', '[]', 'wrong-type '],
  ['no key', good(), 'missing-field /idempotencyKey'],
  ['a key that is a number', { ...job(), idempotencyKey: 42 }, 'invalid-idempotency-key /idempotencyKey'],
  ['a key with a space', { ...job(), idempotencyKey: 'a b' }, 'invalid-idempotency-key /idempotencyKey'],
  ['an author of null', { ...job(), createdBy: null }, 'wrong-type /createdBy'],
  ['an author of spaces', { ...job(), createdBy: '  ' }, 'empty-text /createdBy'],
  ['an author of 201 characters', { ...job(), createdBy: 'x'.repeat(201) }, 'too-long /createdBy'],
  ['an author with NUL', { ...job(), createdBy: 'a\0' }, 'invalid-characters /createdBy'],
  ['a name twice', json.replace('{', '{"createdBy":"x",'), 'duplicate-field /createdBy'],
  ['an unknown field', { ...job(), hook: 'x' }, 'unknown-field /hook'],
  [
    'faults of the job and the broadcast',
    { message: {}, createdBy: 5 },
    'missing-field /idempotencyKey',
    'wrong-type /createdBy',
    'missing-field /audience',
    'text-or-card-missing /message',
  ],
] as const) {
  test(`a job is refused with every fault: ${what}`, () => assert.deepEqual(faults(message), expected));
}

test('48 KiB are taken, a byte more is not: plain, in base64, and parsed', () => {
  const sized = (bytes: number) => {
    const empty = JSON.stringify({ ...job(), message: { text: '' } });
    return JSON.stringify({ ...job(), message: { text: 'x'.repeat(bytes - empty.length) } });
  };
  for (const form of [(s: string) => s, base64, (s: string) => JSON.parse(s) as unknown]) {
    assert.deepEqual(faults(form(sized(49_152))), []);
    assert.deepEqual(faults(form(sized(49_153))), ['body-too-large ']);
  }
});
