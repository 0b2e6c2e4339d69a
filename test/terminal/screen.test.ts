import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Screen, type ScreenOptions, screenOf } from '../../cli/terminal/screen.ts';
import { wrap } from '../../cli/terminal/wrap.ts';

function screen(options: Partial<ScreenOptions> = {}) {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  const made = new Screen({ write, colours: false, live: false, columns: () => 60, ...options });
  return { screen: made, written: () => written };
}

test('where nothing can be redrawn, text is plain: no colours, no control characters', async () => {
  const { screen: plain, written } = screen();
  plain.line(plain.paint('red', 'red'));
  plain.progress('half way');
  plain.endProgress('keep');
  await plain.step('Working', async (tell) => {
    tell('still working');
    return [undefined, 'Worked'];
  });
  assert.match(written(), /^red\nhalf way\n {2}✔ Worked \(\d+\.\d s\)\n$/);
});

test('where nothing can be redrawn, progress is told now and then', () => {
  const { screen: plain, written } = screen();
  plain.progress('one');
  plain.progress('two');
  assert.equal(written(), 'one\n');
  plain.endProgress('keep');
  assert.equal(written(), 'one\ntwo\n', 'how it ended is told in any case');
});

test('on a terminal progress is drawn in place, below the lines that stay', () => {
  const { screen: live, written } = screen({ live: true });
  live.progress('one');
  live.line('something happened');
  live.progress('two');
  live.endProgress('keep');
  live.line('end');
  const lines = written()
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\x1b[2K') + '\x1b[2K'.length));
  assert.deepEqual(lines.slice(0, 3), ['something happened', 'two', 'end']);
});

test('colours are for terminals that want them', () => {
  assert.equal(screen({ colours: true }).screen.paint('green', 'go'), '\x1b[32mgo\x1b[39m');
});

for (const [isTTY, env, shows] of [
  [true, {}, 'colours'],
  [true, { NO_COLOR: '' }, 'colours'],
  [true, { NO_COLOR: '1' }, 'progress in place'],
  [true, { TERM: 'dumb' }, 'plain text'],
  [false, {}, 'plain text'],
] as const) {
  test(`${isTTY ? 'a terminal' : 'a file'} with ${JSON.stringify(env)} is shown ${shows}`, () => {
    let written = '';
    const write = (text: string) => {
      written += text;
    };
    const of = screenOf({ isTTY, columns: 80, write }, env);
    of.progress('half way');
    of.line(of.paint('red', 'red'));
    assert.equal(written.includes('\x1b[31m'), shows === 'colours');
    assert.equal(written.includes('\x1b[2K'), shows !== 'plain text');
  });
}

test('a screen that is closed shows nothing more, and no progress is left on it', () => {
  const { screen: live, written } = screen({ live: true });
  live.progress('half way');
  live.close();
  const before = written();
  live.progress('more');
  live.line('more');
  assert.equal(written(), before);
  assert.ok(before.endsWith('half way\r\x1b[2K'));
});

test('a step that fails is crossed out, and fails', async () => {
  const { screen: plain, written } = screen();
  const failing = plain.step('Working', async () => {
    throw new Error('no');
  });
  await assert.rejects(failing, /no/);
  assert.equal(written(), '  ✘ Working\n');
});

test('long text is broken between words, with room before the rows', () => {
  const { screen: narrow, written } = screen({ columns: () => 41 });
  narrow.text('  → ', 'Ask the user, or look in Teams, before sending again.');
  assert.equal(written(), '  → Ask the user, or look in Teams,\n    before sending again.\n');
});

test('colours take no room, and columns stay apart', () => {
  assert.deepEqual(wrap('\x1b[32mone\x1b[39m two three', 7), ['\x1b[32mone\x1b[39m two', 'three']);
  assert.deepEqual(wrap('   12 delivered   everybody', 60), ['   12 delivered   everybody']);
});
