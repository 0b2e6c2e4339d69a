import type { Context } from '../context.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { isClosing } from '../records/broadcast-standing.ts';
import { changeBroadcast } from '../records/store.ts';
import { carryOutCancel } from './cancel.ts';

/**
 * Whether a broadcast is to be given up: a failure has paused it, and nobody has mended it for as long as the settings
 * give. What a person has paused waits for that person.
 */
export function isGivenUp({ stopAfter }: Pick<Context, 'stopAfter'>, broadcast: Broadcast, now: number): boolean {
  const { pausedAt, pausedBy, endedAt } = broadcast;
  if (stopAfter === undefined || pausedAt === undefined || pausedBy !== undefined) return false;
  return endedAt === undefined && !isClosing(broadcast) && now >= pausedAt + stopAfter;
}

/** Gives a broadcast up that {@link isGivenUp} speaks of: as a cancel, but for its problem, which stays. */
export async function stopBroadcast(context: Context, { tenant, id }: Broadcast): Promise<void> {
  const now = context.now();
  const stopped = await changeBroadcast(context, tenant, id, (broadcast) =>
    isGivenUp(context, broadcast, now) ? { ...broadcast, stoppedAt: now } : undefined,
  );
  if (stopped?.stoppedAt === undefined || stopped.endedAt !== undefined) return;
  context.log('error', 'broadcast-stopped', { broadcast: id, problem: stopped.problem?.code });
  await carryOutCancel(context, stopped);
}
