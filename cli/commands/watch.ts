import type { Command } from '../command.ts';
import { broadcastLines } from '../output/broadcast-lines.ts';
import { exitCodeOf, follow } from './follow.ts';

/** Shows a broadcast's progress until its end. */
export const watch: Command = async (session, [id = '']) => {
  const ended = await follow(session, id);
  await session.out.show(ended, broadcastLines);
  return exitCodeOf(ended);
};
