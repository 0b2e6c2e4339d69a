import { type Caller, localCaller } from '../access/caller.ts';
import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { settleGate } from '../pace/gate-store.ts';
import type { Broadcast, StoredBroadcast } from '../records/broadcast.ts';
import { isClosing } from '../records/broadcast-standing.ts';
import { encodeJob } from '../records/jobs.ts';
import { changeBroadcast, changePlan } from '../records/store.ts';
import { confirmed } from './confirmed.ts';
import { checkMaySteer } from './writer.ts';

/**
 * Cancels a broadcast. When this returns, nothing is sent any more but what was reserved before. Asked again, it
 * answers the same.
 * @param by who wants it; whoever runs the app unless said
 * @returns the broadcast, or nothing when there is none
 * @throws {Problem} `forbidden`, `broadcast-ended`; `cancel-unconfirmed` when storage did not confirm it: ask again
 */
export async function cancelBroadcast(
  context: Context,
  tenant: string,
  id: string,
  by: Caller = localCaller,
): Promise<StoredBroadcast | undefined> {
  return await confirmed('cancel-unconfirmed', async () => {
    const canceled = await changeBroadcast(context, tenant, id, (broadcast) => {
      checkMaySteer(broadcast, by);
      // What is stopped already ends as that: its rest is canceled either way.
      if (isClosing(broadcast) || broadcast.endedAt !== undefined) return undefined;
      return { ...broadcast, canceledAt: context.now() };
    });
    if (!canceled) return undefined;
    if (canceled.endedAt !== undefined) {
      if (canceled.end?.status === 'canceled') return canceled;
      throw new Problem('broadcast-ended');
    }
    await carryOutCancel(context, canceled);
    return canceled;
  });
}

/**
 * What follows from `canceledAt` and `stoppedAt`, in this order: planning stops, the gate closes, the rest is swept. Done again it
 * changes nothing, so whoever finds it unfinished finishes it.
 */
export async function carryOutCancel(context: Context, { tenant, id, run }: Broadcast): Promise<void> {
  // Whoever is late with the cancel of an older run must not take back the stop of a newer one.
  await changePlan(context, tenant, id, (plan) => ((plan.stop ?? 0) >= run ? undefined : { ...plan, stop: run }));
  await settleGate(context, tenant, id);
  await context.queues.plan.put(encodeJob({ do: 'sweep', tenant, broadcast: id, run }));
}
