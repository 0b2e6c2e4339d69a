import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { summaryOf, textFormats } from '../../shared/broadcast/message.ts';
import { isVisible } from '../../shared/input/characters.ts';

const toast = (text: string, textFormat: 'plain' | 'markdown' | 'xml' = 'markdown') => summaryOf({ text, textFormat });

test('a summary that is given is the toast', () => {
  assert.equal(summaryOf({ text: 'long', textFormat: 'plain', summary: 'short' }), 'short');
  assert.equal(summaryOf({ card: {}, summary: 'short' }), 'short');
});

for (const [markdown, plain] of [
  ['**Water** is off until 14:00', 'Water is off until 14:00'],
  ['# Lunch\n\nToday: _soup_ and ~~salad~~ *bread*', 'Lunch Today: soup and salad bread'],
  ['- one\n- two\n1. three', 'one two three'],
  ['> See [the page](https://contoso.com/a_b_c) ![plan](x.png)', 'See the page plan'],
  ['Use `npm start`\n```sh\nnpm start\n```', 'Use npm start npm start'],
  ['snake_case_name and 2 * 3 * 4 and \\*stars\\*', 'snake_case_name and 2 * 3 * 4 and *stars*'],
  ['***', '***'],
  ['___', '___'],
] as const) {
  test(`the toast of ${JSON.stringify(markdown)} is ${JSON.stringify(plain)}`, () =>
    assert.equal(toast(markdown), plain));
}

test('of XML the tags are dropped and the entities read', () => {
  assert.equal(toast('<p>Fish &amp; <b>chips</b></p><br/>&#8364;5 &lt;soon&gt;', 'xml'), 'Fish & chips €5 <soon>');
});

test('plain text stays as it is, on one line', () => {
  assert.equal(toast('  **not bold**\n\tnext <b>line</b> ', 'plain'), '**not bold** next <b>line</b>');
});

test('a long text is cut to 150 characters, never inside what a reader takes for one', () => {
  assert.equal(toast('x'.repeat(150), 'plain'), 'x'.repeat(150));
  assert.equal(toast('x'.repeat(151), 'plain'), `${'x'.repeat(149)}…`);
  const family = '👩‍👩‍👧‍👦';
  assert.equal(toast(family.repeat(100), 'plain'), `${family.repeat(13)}…`);
  assert.equal(toast(`a${'\u0301'.repeat(5_000)}`, 'plain').length, 150);
});

test('the toast of any text is one short line that can be read', () => {
  const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(texts, fc.constantFrom(...textFormats), (text, format) => {
      fc.pre(isVisible(text));
      const line = toast(text, format);
      assert.ok(line.length <= 150 && line.isWellFormed() && !/[\r\n]/.test(line), JSON.stringify(line));
    }),
    { numRuns: 500 },
  );
});
