import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Comparison, compare } from '../../local/copies/compare.ts';

/** One person in one state, who received so many messages. */
function one(state: string, received: number, more: { attempts?: number; onUncertain?: 'hold' | 'retry' } = {}) {
  const comparison: Comparison = {
    everyone: ['ada'],
    said: [{ id: 'ada', state, attempts: more.attempts ?? 1 }],
    counts: { audience: 1, [state]: 1 },
    received: new Map(received === 0 ? [] : [['ada', received]]),
    onUncertain: more.onUncertain ?? 'hold',
  };
  return compare(comparison).map(({ id, what }) => (id === undefined ? what : `${id}: ${what}`));
}

test('delivered means exactly one message', () => {
  assert.deepEqual(one('delivered', 1), []);
  assert.deepEqual(one('delivered', 0), ['ada: delivered, but received no messages']);
  assert.deepEqual(one('delivered', 2), ['ada: delivered, but received 2 messages']);
});

for (const state of ['failed', 'skipped', 'canceled']) {
  test(`${state} means no message`, () => {
    assert.deepEqual(one(state, 0), []);
    assert.deepEqual(one(state, 1), [`ada: ${state}, but received 1 message`]);
  });
}

test('uncertain means none or one', () => {
  assert.deepEqual(one('uncertain', 0), []);
  assert.deepEqual(one('uncertain', 1), []);
  assert.deepEqual(one('uncertain', 2), ['ada: uncertain, but received 2 messages']);
});

for (const state of ['pending', 'sending', 'something-new']) {
  test(`${state} is no end`, () => {
    assert.deepEqual(one(state, 0), [`ada: ${state}, which is no end`]);
  });
}

test('who asks for a second try may be told as often as was tried, and is delivered to at least once', () => {
  const retry = { onUncertain: 'retry', attempts: 2 } as const;
  assert.deepEqual(one('delivered', 2, retry), []);
  assert.deepEqual(one('delivered', 1, retry), []);
  assert.deepEqual(one('delivered', 0, retry), ['ada: delivered, but received no messages']);
  assert.deepEqual(one('delivered', 3, retry), ['ada: delivered, but received 3 messages']);
  assert.deepEqual(one('uncertain', 3, retry), ['ada: uncertain, but received 3 messages']);
  assert.deepEqual(one('failed', 1, retry), ['ada: failed, but received 1 message']);
  assert.deepEqual(one('delivered', 2, { onUncertain: 'hold', attempts: 2 }), [
    'ada: delivered, but received 2 messages',
  ]);
});

const people = ['ada', 'bela', 'chloe'];
const fine: Comparison = {
  everyone: people,
  said: people.map((id) => ({ id, state: 'delivered', attempts: 1 })),
  counts: { audience: 3, pending: 0, delivered: 3 },
  received: new Map(people.map((id) => [id, 1])),
  onUncertain: 'hold',
};

test('nothing is found where all is well', () => {
  assert.deepEqual(compare(fine), []);
});

test('who is lost is found', () => {
  const found = compare({ ...fine, said: fine.said.slice(0, 2), counts: { audience: 2, delivered: 2 } });
  assert.deepEqual(found, [{ id: 'chloe', what: 'in the audience, but not listed; received 1 message' }]);
});

test('who is listed twice is found, once', () => {
  const said = [...fine.said, ...fine.said.slice(0, 1), ...fine.said.slice(0, 1)];
  const found = compare({ ...fine, said, counts: { audience: 5, delivered: 5 } });
  assert.deepEqual(found, [{ id: 'ada', what: 'listed more than once' }]);
});

test('who should not be listed is found', () => {
  const said = [...fine.said, { id: 'zoe', state: 'failed', attempts: 1 }];
  const found = compare({ ...fine, said, counts: { audience: 4, delivered: 3, failed: 1 } });
  assert.deepEqual(found, [{ id: 'zoe', what: 'listed, but not in the audience' }]);
});

test('a message to somebody nobody meant is found', () => {
  const found = compare({ ...fine, received: new Map([...fine.received, ['zoe', 1]]) });
  assert.deepEqual(found, [{ id: 'zoe', what: 'not in the audience, but received 1 message' }]);
});

test('counts that are not those of the list are found', () => {
  const found = compare({ ...fine, counts: { audience: 4, pending: 1, delivered: 2 } }).map(({ what }) => what);
  assert.deepEqual(found, [
    'the broadcast counts 4 audience, its list has 3',
    'the broadcast counts 1 pending, its list has 0',
    'the broadcast counts 2 delivered, its list has 3',
  ]);
});
