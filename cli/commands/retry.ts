import type { Command } from '../command.ts';
import { broadcastLines } from '../output/broadcast-lines.ts';
import { standing } from '../output/standing.ts';
import { exitCodeOf, follow } from './follow.ts';

export interface RetryOptions {
  readonly states: readonly string[];
  readonly run?: number;
  readonly watch?: boolean;
}

/** Sends an ended broadcast again to those who ended in certain states. */
export const retry: Command<RetryOptions> = async (session, [id = ''], { states, run, watch }) => {
  const { api, out } = session;
  // Naming the run that was seen makes it safe to ask twice.
  const retried = await api.retry(id, { run: run ?? (await api.get(id)).run, states });
  if (!watch) {
    await out.show(retried, (broadcast, paper) => [standing(broadcast, paper)]);
    return undefined;
  }
  const ended = await follow(session, id);
  await out.show(ended, broadcastLines);
  return exitCodeOf(ended);
};
