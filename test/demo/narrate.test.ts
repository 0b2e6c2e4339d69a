import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Screen } from '../../cli/terminal/screen.ts';
import { narrator } from '../../local/demo/narrate.ts';

const line = JSON.stringify({ level: 'warn', event: 'revived', broadcast: 'b', chains: ['0'] });

for (const [what, printed] of [
  ['alone', line],
  ['behind what the host says of an invocation', `[2026-01-01T00:00:00.000Z] warning: watch: ${line}`],
] as const) {
  test(`what a copy mends is told, once in a while, where its line stands ${what}`, () => {
    const told: string[] = [];
    const hear = narrator({ event: (text: string) => void told.push(text) } as Screen, 'hold');
    for (const heard of [printed, printed, 'no line of the log', printed.slice(0, -9)]) hear('copy 2', heard);
    assert.deepEqual(told, [
      'copy 2: a part of the broadcast has been silent for 30 s: its job goes back on the queue',
    ]);
  });
}
