import type { Broadcast } from './broadcast.ts';
import { complement, LAST_ID_TIME, timeOf } from './broadcast-id.ts';

/**
 * The rows of a tenant's partition in the table of broadcasts:
 * `a…` those that have work, `b…` the broadcasts, newest first, `e…` edited messages, `f…` what is forgotten (forgotten-row.ts), `g…` when something was released (release-mark.ts),
 * `k…` idempotency keys, `m…` messages, `q…` audiences,
 * `w…` what their webhooks are told (telling-row.ts).
 */
export const broadcastRow = (id: string) => `b${complement(id)}`;
/** The lane comes first: who looks for what has work finds the urgent ones before all others. */
export const activeRow = ({ id, priority }: Pick<Broadcast, 'id' | 'priority'>) =>
  `a${priority === 'urgent' ? 0 : 1}${id}`;
/** @param version 1: the message as it was sent first */
export const messageRow = (id: string, version = 1) => (version === 1 ? `m${id}` : `e${id}.${version}`);
/** The versions from the second on. */
export const editRange = (id: string) => ({ from: `e${id}.`, before: `e${id}/` });
export const audienceRow = (id: string) => `q${id}`;
export const idOfActiveRow = (key: string) => key.slice(2);
export const idOfBroadcastRow = (key: string) => complement(key.slice(1));

/** A stretch of the rows of broadcasts. */
export interface BroadcastRange {
  readonly from: string;
  readonly before: string;
}

/**
 * The rows of the broadcasts that were created in a stretch of time: their order is that of their creation, the newest
 * first, so any stretch of it is one range.
 * @param since ms since 1970, inclusive; absent: from the first on
 * @param until exclusive; absent: to the newest
 */
export function broadcastRange({ since, until }: { readonly since?: number; readonly until?: number }): BroadcastRange {
  const newest = until === undefined ? '' : complement(timeOf(clamp(until - 1)));
  if (since === undefined || since <= 0) return { from: `b${newest}`, before: 'c' };
  // Behind the last of its own millisecond is the first of the one before it.
  return { from: `b${newest}`, before: `b${complement(timeOf(clamp(since - 1)))}` };
}

const clamp = (ms: number): number => Math.min(LAST_ID_TIME, Math.max(0, ms));
