import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBroadcast } from '../../shared/broadcast/parse-broadcast.ts';
import { ada, bob, good, goodCard, withInclude, withMessage } from './bodies.ts';

function requestOf(body: unknown) {
  const parsed = parseBroadcast(body);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.request;
}

test('the shortest body there is gets its defaults', () => {
  assert.deepEqual(requestOf(good()), {
    message: { text: '**Water** is off until 14:00', textFormat: 'markdown' },
    audience: { include: [{ type: 'everyone' }], exclude: [] },
    onUncertain: 'hold',
  });
});

test('all there is to say is kept', () => {
  const message = { text: 'Hi', textFormat: 'plain', summary: 'Water' };
  const audience = { include: [{ type: 'everyone' }], exclude: [{ type: 'users', ids: [ada] }] };
  const body = { message, audience, onUncertain: 'retry', tenant: 'Contoso.OnMicrosoft.com' };
  assert.deepEqual(requestOf(body), { ...body, tenant: 'contoso.onmicrosoft.com' });
});

test('ids are put in lower case and in order, repeated ones count once', () => {
  const { audience } = requestOf(withInclude({ type: 'users', ids: [bob, ada.toUpperCase(), ada, bob] }));
  assert.deepEqual(audience.include, [{ type: 'users', ids: [ada, bob] }]);
});

test('10,000 ids are taken', () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`);
  const [source] = requestOf(withInclude({ type: 'users', ids: ids.toReversed() })).audience.include;
  assert.deepEqual(source, { type: 'users', ids });
});

test('as many ids as a body of 1 MB has room for are taken', () => {
  const ids = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `00000000-0000-0000-0000-${String(from + i).padStart(12, '0')}`);
  const some = [ids(0, 10_000), ids(10_000, 20_000), ids(20_000, 26_880)];
  const body = withInclude(...some.map((ids) => ({ type: 'users', ids })));
  assert.ok(JSON.stringify(body).length > 0.99 * 1_048_576);
  const named = requestOf(body).audience.include.map((source) => source.type === 'users' && source.ids.length);
  assert.deepEqual(named, [10_000, 10_000, 6_880]);
});

test('a card is kept as it is, with its summary', () => {
  const card = { ...goodCard(), msteams: { width: 'Full' } };
  assert.deepEqual(requestOf(withMessage({ card, summary: 'Water' })).message, { card, summary: 'Water' });
});

for (const text of ['👩‍👩‍👧‍👦', 'مرحبا', '日本語', 'a\r\nb\tc', '<b>x</b>', '.']) {
  test(`the text ${JSON.stringify(text)} is taken as it is`, () => {
    assert.deepEqual(requestOf(withMessage({ text, textFormat: 'plain' })).message, { text, textFormat: 'plain' });
  });
}

test('a summary of 500 characters is taken', () => {
  const summary = 's'.repeat(500);
  assert.equal(requestOf(withMessage({ text: 'a', summary })).message.summary, summary);
});
