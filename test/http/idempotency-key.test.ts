import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isIdempotencyKey, readIdempotencyKey } from '../../shared/input/idempotency-key.ts';

const keys = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 255,
});
const quoted = (key: string) => `"${key.replace(/[\\"]/g, '\\$&')}"`;

test('every key can be given in quotes, and bare unless it begins with one; both are the same key', () => {
  fc.assert(
    fc.property(keys, (key) => {
      assert.ok(isIdempotencyKey(key));
      assert.equal(readIdempotencyKey(quoted(key)), key);
      if (!key.startsWith('"')) assert.equal(readIdempotencyKey(key), key);
    }),
  );
});

for (const [header, key] of [
  ['abc', 'abc'],
  ['"abc"', 'abc'],
  [' abc ', 'abc'],
  [' "abc" ', 'abc'],
  ['8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
  ['a"b', 'a"b'],
  ['"a\\"b"', 'a"b'],
  ['"a\\\\b"', 'a\\b'],
  ['a,b;c=d', 'a,b;c=d'],
  ['x'.repeat(255), 'x'.repeat(255)],
] as const) {
  test(`the header ${header.slice(0, 40)} holds a key`, () => assert.equal(readIdempotencyKey(header), key));
}

for (const header of [
  '',
  ' ',
  '""',
  '"',
  '"abc',
  '"a"b"',
  '"a\\b"',
  '"a b"',
  '"abc"; a=1',
  '"a", "b"',
  'a, b',
  'a b',
  'é',
  '"é"',
  'a\u0000',
  'a\u007f',
  'x'.repeat(256),
  `"${'x'.repeat(256)}"`,
]) {
  test(`the header ${JSON.stringify(header.slice(0, 40))} holds none`, () => {
    assert.equal(readIdempotencyKey(header), undefined);
  });
}
