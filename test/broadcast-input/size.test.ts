import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESSAGE_LIMIT, type Message, sizeOf } from '../../shared/broadcast/message.ts';
import { faultsOf, goodCard, withMessage } from './bodies.ts';

const text = (content: string): Message => ({ text: content, textFormat: 'plain', summary: 's' });
const overhead = sizeOf(text(''));
const room = (MESSAGE_LIMIT - overhead) / 2;

test('the limit is 100 KB of UTF-16, the envelope included', () => {
  assert.equal(MESSAGE_LIMIT, 102_400);
  assert.ok(overhead > 0 && overhead < 400, `${overhead}`);
});

for (const [what, unit, codeUnits] of [
  ['a letter', 'a', 1],
  ['a Chinese character', '語', 1],
  ['an emoji', '😀', 2],
  ['a family of emoji', '👩‍👩‍👧‍👦', 11],
  ['a quote, which JSON escapes', '"', 2],
  ['a line feed, which JSON escapes', '\n', 2],
] as const) {
  test(`${what} counts ${codeUnits * 2} bytes, up to the last that fits`, () => {
    assert.equal(sizeOf(text(unit)) - overhead, codeUnits * 2);
    const fits = `x${unit.repeat(Math.floor((room - 1) / codeUnits))}`;
    const padded = fits + 'x'.repeat((MESSAGE_LIMIT - sizeOf(text(fits))) / 2);
    assert.equal(sizeOf(text(padded)), MESSAGE_LIMIT);
    assert.deepEqual(faultsOf(withMessage(text(padded))), []);
    assert.deepEqual(faultsOf(withMessage(text(`${padded}x`))), ['message-too-large /message/text']);
    assert.deepEqual(faultsOf(withMessage(text(padded + unit))), ['message-too-large /message/text']);
  });
}

test('a card counts as the JSON it is sent as', () => {
  const card = (pad: string) => ({ ...goodCard(), speak: pad });
  const free = (MESSAGE_LIMIT - sizeOf({ card: card(''), summary: 's' })) / 2;
  assert.deepEqual(faultsOf(withMessage({ card: card('語'.repeat(free)), summary: 's' })), []);
  assert.deepEqual(faultsOf(withMessage({ card: card('語'.repeat(free + 1)), summary: 's' })), [
    'message-too-large /message/card',
  ]);
});
