import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../shared/input/cursor.ts';
import { openStage } from '../audit/support/stage.ts';
import { TENANT } from '../fuzz/support/world.ts';

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

test('a cursor that names what is no row of its list is none, whatever it would have been looked for', async () => {
  const { world, context, admin, settle } = await openStage();
  const id = await world.create(TENANT, 'one');
  const lists: readonly (readonly [path: string, kind: string])[] = [
    ['audit', 'audit'],
    ['broadcasts', 'broadcasts'],
    ['broadcasts/refused', 'refused'],
    [`broadcasts/${id}/deliveries`, 'deliveries'],
    [`people/${world.user(1)}`, 'person'],
  ];
  assert.ok(context);
  const odd = ['b', 'b\u0000', "b' or '1' eq '1", '\ud800', 'x'.repeat(1_000), '998207904123456-0k3f.c'];
  for (const [path, kind] of lists) {
    for (const parts of [...odd.map((one) => [one]), [], ['a', 'b', 'c']]) {
      const { status, body } = await settle(admin.call(`${path}?cursor=${encodeCursor(kind, parts)}`));
      // The ids of recipients may be anything that can be written down; and their list may begin with nobody.
      const isPlace =
        kind === 'deliveries' && parts.length <= 1 && (parts[0] ?? '').length < 100 && /^[ -~]*$/.test(parts[0] ?? '');
      assert.deepEqual(
        [status, body['code']],
        isPlace ? [200, undefined] : [400, 'invalid-cursor'],
        `${path} ${parts}`,
      );
    }
  }
});
