/** What every adapter of the Teams port does: run on Teams in memory, and on the real adapter and the simulated Teams. */
import { describe } from 'node:test';
import { changeTests } from './changes.ts';
import { conversationTests } from './conversations.ts';
import { messageTests } from './messages.ts';
import { refusalTests } from './refusals.ts';
import { silenceTests } from './silence.ts';
import type { OpenWorld } from './world.ts';

/** @param open a world for one test */
export function teamsSuite(name: string, open: OpenWorld): void {
  describe(`The Teams port: ${name}`, () => {
    messageTests(open);
    changeTests(open);
    conversationTests(open);
    refusalTests(open);
    silenceTests(open);
  });
}
