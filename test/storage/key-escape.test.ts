import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeKey, unescapeKey } from '../../shared/storage/key-escape.ts';

/** Keys with many of the characters that need care, and those around them. */
const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom(...'!"#$%&\'()*+,-./09:>?@Z[\\]az{|}~ \u0000\u001f\u007f\u0080\uffff'),
    maxLength: 8,
  }),
);

test('an escaped key has only characters that every part of the service takes', () => {
  fc.assert(fc.property(key, (raw) => assert.match(escapeKey(raw), /^[ !$&()*,\-.0-9:;<=>@A-Z[\]^_`a-z{|}~]*$/)));
});

test('an escaped key gives the key back', () => {
  fc.assert(fc.property(key, (raw) => assert.equal(unescapeKey(escapeKey(raw)), raw)));
});

test('escaped keys sort as the keys do', () => {
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  fc.assert(
    fc.property(key, key, (a, b) => assert.equal(order(escapeKey(a), escapeKey(b)), order(a, b))),
    { numRuns: 2_000 },
  );
});

test('keys of practice stay as they are', () => {
  for (const usual of ['7f2c2c9b-8a53-4c0e-9d2f-1b0a1d8f5a10', '19:9f_a-B0@thread.tacv2', 'a:1_abc-DEF', 's7f2c2c9b']) {
    assert.equal(escapeKey(usual), usual);
  }
});
