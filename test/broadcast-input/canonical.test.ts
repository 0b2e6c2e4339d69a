import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalBody } from '../../shared/broadcast/canonical-body.ts';
import { parseBroadcast } from '../../shared/broadcast/parse-broadcast.ts';
import { ada, bob, good, goodCard, withInclude, withMessage } from './bodies.ts';

function canonical(body: unknown): string {
  const parsed = parseBroadcast(body);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return canonicalBody(parsed.request);
}

test('the same body is the same whichever way it is written', () => {
  const base = canonical(good());
  const { message, audience } = good();
  assert.equal(canonical({ audience, message }), base, 'the order of names');
  assert.equal(canonical({ ...good(), onUncertain: 'hold' }), base, 'a default given');
  assert.equal(canonical(withMessage({ ...message, textFormat: 'markdown' })), base, 'a default given');
  assert.equal(canonical({ message, audience: { ...audience, exclude: [] } }), base, 'nothing excluded');
});

test('the case, order and repetition of ids make no difference', () => {
  const base = canonical(withInclude({ type: 'users', ids: [ada, bob] }));
  assert.equal(canonical(withInclude({ ids: [bob, ada.toUpperCase(), bob], type: 'users' })), base);
});

test('the order of names in a card makes no difference', () => {
  const card = { ...goodCard(), x: { b: 1, a: [{ d: 1, c: null }] } };
  const turned = { x: { a: [{ c: null, d: 1 }], b: 1 }, ...Object.fromEntries(Object.entries(goodCard()).reverse()) };
  assert.equal(canonical(withMessage({ card, summary: 's' })), canonical(withMessage({ summary: 's', card: turned })));
});

test('another body is another', () => {
  const bodies = [
    good(),
    { ...good(), onUncertain: 'retry' },
    { ...good(), tenant: 'contoso' },
    withMessage({ text: 'other' }),
    withMessage({ ...good().message, textFormat: 'plain' }),
    withMessage({ ...good().message, summary: 's' }),
    withInclude({ type: 'users', ids: [ada] }),
    withInclude({ type: 'users', ids: [bob] }),
    { ...good(), audience: { include: [{ type: 'everyone' }], exclude: [{ type: 'users', ids: [ada] }] } },
    withMessage({ card: goodCard(), summary: 's' }),
    withMessage({ card: { ...goodCard(), x: [1, 2] }, summary: 's' }),
    withMessage({ card: { ...goodCard(), x: [2, 1] }, summary: 's' }),
    withMessage({ card: { ...goodCard(), x: '1,2' }, summary: 's' }),
  ];
  assert.equal(new Set(bodies.map(canonical)).size, bodies.length);
});

test('what is parsed from its own canonical form is the same again', () => {
  const card = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });
  fc.assert(
    fc.property(card, (extra) => {
      const parsed = parseBroadcast(withMessage({ card: { ...goodCard(), x: extra }, summary: 's' }));
      fc.pre(parsed.ok);
      const text = canonicalBody(parsed.request);
      assert.equal(canonical(JSON.parse(text)), text);
    }),
    { numRuns: 200 },
  );
});
