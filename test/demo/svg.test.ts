import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { terminalSvg } from '../../local/demo/svg.ts';

/** What is drawn where: x, look and text of each piece. */
function drawn(written: string) {
  const pieces = terminalSvg(written, 40, 'a title').matchAll(
    /<text x="([\d.]+)" y="([\d.]+)" .*?" ?([a-z-]*="[^"]*")?>(.*?)<\/text>/g,
  );
  return [...pieces].map(([, x, y, look, text]) => ({ column: (Number(x) - 20) / 8.4, y: Number(y), look, text }));
}

test('each word stands in its column, in its colour', () => {
  const [plain, green, after] = drawn('one   \x1b[32mtwo\x1b[39m   three four');
  assert.deepEqual([plain?.text, plain?.column.toFixed(), plain?.look], ['one', '0', undefined]);
  assert.deepEqual([green?.text, green?.column.toFixed(), green?.look], ['two', '6', 'fill="#3fb950"']);
  assert.deepEqual([after?.text, after?.column.toFixed(), after?.look], ['three four', '12', undefined]);
});

test('of a line drawn again and again its last state is seen', () => {
  const texts = drawn('\r\x1b[2K… starting\r\x1b[2K… half\r\x1b[2Kdone\nnext').map(({ text }) => text);
  assert.deepEqual(texts, ['done', 'next']);
});

test('what SVG would take for its own is escaped', () => {
  assert.deepEqual(
    drawn('<b> & co').map(({ text }) => text),
    ['&lt;b&gt; &amp; co'],
  );
});

test('the picture in the docs shows a demo in which all agreed, and needs nothing from elsewhere', async () => {
  const picture = await readFile(new URL('../../docs/demo.svg', import.meta.url), 'utf8');
  assert.match(picture, /App and ledger agree on all 800 people\./);
  assert.doesNotMatch(picture, /<script|<image|<foreignObject|href=|@import|url\(/);
});
