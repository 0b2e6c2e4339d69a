import type { Context } from '../context.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { hasExpired, isClosing, isUnreleased } from '../records/broadcast-standing.ts';
import { changeBroadcast } from '../records/store.ts';
import { carryOutCancel } from './cancel.ts';
import { otherProblems } from './pause-problems.ts';

/**
 * Whether a broadcast is to be given up: a failure has paused it, or it waits for its release, and nobody has done
 * anything about it for as long as the settings give. What a person has paused waits for that person.
 */
export function isGivenUp(context: Pick<Context, 'stopAfter'>, broadcast: Broadcast, now: number): boolean {
  const { pausedAt, pausedBy, endedAt } = broadcast;
  if (endedAt !== undefined || isClosing(broadcast)) return false;
  if (isUnreleased(broadcast)) return isForgotten(context, broadcast, now);
  const { stopAfter } = context;
  if (stopAfter === undefined || pausedAt === undefined || pausedBy !== undefined) return false;
  return now >= pausedAt + stopAfter;
}

/** Whoever is to release one that starts in spring has until then, and as long again as for any other. */
function isForgotten({ stopAfter }: Pick<Context, 'stopAfter'>, broadcast: Broadcast, now: number): boolean {
  if (hasExpired(broadcast, now)) return true;
  const { release, startsAt = 0 } = broadcast;
  return stopAfter !== undefined && now >= Math.max(release!.since, startsAt) + stopAfter;
}

/** Gives a broadcast up that {@link isGivenUp} speaks of: as a cancel, but for its problem, which stays. */
export async function stopBroadcast(context: Context, { tenant, id }: Broadcast): Promise<void> {
  const now = context.now();
  const stopped = await changeBroadcast(context, tenant, id, (broadcast) => {
    if (!isGivenUp(context, broadcast, now)) return undefined;
    const problem = { code: 'not-released', detail: otherProblems['not-released'] };
    return { ...broadcast, stoppedAt: now, ...(isUnreleased(broadcast) && { problem }) };
  });
  if (stopped?.stoppedAt === undefined || stopped.endedAt !== undefined) return;
  context.log('error', 'broadcast-stopped', { broadcast: id, problem: stopped.problem?.code });
  await carryOutCancel(context, stopped);
}
