import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../shared/cursor.ts';

const none = { code: 'invalid-cursor' };

test('what is packed into a cursor comes out of it, and a cursor is safe in a URL', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 20 }),
      fc.array(fc.string({ maxLength: 40 }), { maxLength: 4 }),
      (kind, parts) => {
        const cursor = encodeCursor(kind, parts);
        assert.match(cursor, /^[A-Za-z0-9_-]+$/);
        assert.deepEqual(decodeCursor(kind, cursor), parts);
      },
    ),
  );
});

test('the cursor of another list is none', () => {
  assert.throws(() => decodeCursor('deliveries', encodeCursor('broadcasts', ['a'])), none);
});

test('any other text is none', () => {
  const cursor = encodeCursor('list', ['abc']);
  const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const texts = [
    '',
    ' ',
    'null',
    `${cursor}=`,
    `${cursor}A`,
    ` ${cursor}`,
    cursor.slice(1),
    raw(null),
    raw([]),
    raw({}),
  ];
  texts.push(raw(['list', 1]), raw(['list', null]), raw('list'), encodeCursor('list', ['x'.repeat(5_000)]));
  for (const text of texts) assert.throws(() => decodeCursor('list', text), none, text.slice(0, 50));
  fc.assert(fc.property(fc.string(), (text) => assert.throws(() => decodeCursor('list', text), none)));
  fc.assert(fc.property(fc.jsonValue(), (value) => assert.throws(() => decodeCursor('list', raw(value)), none)));
});
