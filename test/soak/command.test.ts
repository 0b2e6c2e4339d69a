import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Screen } from '../../cli/terminal/screen.ts';
import { soak } from '../../local/soak/main.ts';

/** The command, without a terminal: its exit code, and all it said. */
async function run(
  ...args: readonly string[]
): Promise<{ code: number; lines: readonly string[]; complaints: string }> {
  let written = '';
  let complaints = '';
  const write = (text: string) => {
    written += text;
  };
  const screen = new Screen({ write, colours: false, live: false, columns: () => 100 });
  const code = await soak(args, { screen, complain: (what) => (complaints += String(what)) });
  return { code, lines: written.trimEnd().split('\n'), complaints };
}

test('a soak says what came of it, for people, and as JSON in the last line', async () => {
  const { code, lines } = await run('--users', '60', '--kills', '0', '--latency', '0-50', '--json');
  assert.equal(code, 0, lines.join('\n'));
  const report = JSON.parse(lines.at(-1)!);
  const { users, delivered, duplicates, lost, uncertain, broken } = report;
  assert.deepEqual([users, delivered, duplicates, lost, uncertain, broken], [60, 60, 0, 0, 0, []]);
  assert.ok(lines.some((line) => line.includes('Every promise was kept.')));
});

test('a soak in which no kill came has shown nothing, and fails', async () => {
  const { code, lines } = await run('--users', '3', '--kills', '4', '--latency', '0');
  assert.equal(code, 1, lines.join('\n'));
  assert.ok(lines.some((line) => /only \d of \d ends came/.test(line)));
});

test('what the command line gets wrong is said, with what it takes', async () => {
  const { code, complaints } = await run('--kills', 'some');
  assert.equal(code, 2);
  assert.match(complaints, /--kills takes a whole number from 0 to 1000, not "some"/);
  assert.match(complaints, /--storage-faults/);
  assert.equal((await run('--help')).code, 0);
});
