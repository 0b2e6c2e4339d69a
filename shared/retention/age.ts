import type { Broadcast } from '../records/broadcast.ts';
import { isChanging } from '../records/broadcast-standing.ts';

/**
 * When the last thing happened to a broadcast that is over: its end, what was made of its message since, or a late answer.
 * @returns ms since 1970; nothing while it is at work, on anything
 */
export function overSince(broadcast: Broadcast): number | undefined {
  const { endedAt, change, recount = 0, lateAt = 0 } = broadcast;
  if (endedAt === undefined || isChanging(broadcast)) return undefined;
  return Math.max(endedAt, change?.done?.at ?? 0, recount, lateAt);
}
