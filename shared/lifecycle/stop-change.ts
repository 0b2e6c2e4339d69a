import type { Context } from '../context.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { isChanging } from '../records/broadcast-standing.ts';
import { changeBroadcast } from '../records/store.ts';
import { wakeChanges } from './change-chains.ts';

/**
 * Whether the edit or recall of a message is to be given up: Teams refuses it for everybody, and nobody has mended that
 * for as long as the settings give.
 * @param now service clock, ms
 */
export function isChangeGivenUp({ stopAfter }: Pick<Context, 'stopAfter'>, broadcast: Broadcast, now: number): boolean {
  const { change } = broadcast;
  if (stopAfter === undefined || !change?.problem || !isChanging(broadcast)) return false;
  // A row of an earlier release does not say since when.
  return change.stoppedAt === undefined && now >= (change.heldSince ?? change.at) + stopAfter;
}

/**
 * Gives a change up that {@link isChangeGivenUp} speaks of. Its jobs go over the shards once more, ask nobody anything, and
 * note for each who is left that it was given up; then it ends as any other.
 */
export async function stopChange(context: Context, { tenant, id }: Broadcast): Promise<void> {
  const now = context.now();
  const stopped = await changeBroadcast(context, tenant, id, (broadcast) =>
    isChangeGivenUp(context, broadcast, now)
      ? { ...broadcast, change: { ...broadcast.change!, stoppedAt: now } }
      : undefined,
  );
  if (stopped?.change?.stoppedAt === undefined || !isChanging(stopped)) return;
  const { n, kind, problem } = stopped.change;
  context.log('error', 'change-stopped', { broadcast: id, change: n, kind, problem });
  await wakeChanges(context, stopped);
}
