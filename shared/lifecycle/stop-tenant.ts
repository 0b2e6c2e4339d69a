import type { Context } from '../context.ts';
import { activeBroadcasts, settleSwitch } from '../pace/gate-store.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { isChanging, mayNotSend } from '../records/broadcast-standing.ts';
import { type SendingSwitch, turnSendingSwitch } from '../records/sending-switch.ts';
import { readBroadcast } from '../records/store.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { wakeChanges } from './change-chains.ts';
import { confirmed } from './confirmed.ts';
import { wakeChains } from './revive.ts';

/**
 * Stops everything of a tenant, whatever is created later too. When this returns, nothing is sent any more but what was
 * reserved before. Asked again, it answers the same.
 * @param by who, as shown
 * @returns who stopped it first, when and why
 * @throws {Problem} `stop-unconfirmed` when storage did not confirm it: ask again
 */
export async function stopTenant(
  context: Context,
  tenant: string,
  by: string,
  reason: string | undefined,
): Promise<SendingSwitch> {
  const said = { stopped: true, at: context.now(), by, ...(reason !== undefined && { reason }) };
  return await confirmed('stop-unconfirmed', async () => {
    // The row first: a gate that is lost right after this is made anew from it.
    const turned = await turnSendingSwitch(context, tenant, said);
    await settleSwitch(context, tenant);
    context.log('warn', 'tenant-stopped', { tenant, by: turned.by });
    return turned;
  });
}

/**
 * Lets a tenant's broadcasts go on: those that wait are woken.
 * @param by who, as shown
 * @throws {Problem} `stop-unconfirmed`
 */
export async function startTenant(context: Context, tenant: string, by: string): Promise<SendingSwitch> {
  return await confirmed('stop-unconfirmed', async () => {
    const turned = await turnSendingSwitch(context, tenant, { stopped: false, at: context.now(), by });
    const wasClosed = await settleSwitch(context, tenant);
    if (wasClosed) await wakeAll(context, tenant);
    return turned;
  });
}

/**
 * A process that has heard of the stop relies on it for a second, and sends away whom it finds: jobs that came sooner
 * would be lost, and their chains stand still until they are revived. ms
 */
const UNLEARN = 2_000;

/** Whom this does not reach the watcher finds silent, within a minute. */
async function wakeAll(context: Context, tenant: string): Promise<void> {
  context.log('warn', 'tenant-started', { tenant });
  for (const id of await activeBroadcasts(context, tenant)) {
    try {
      const broadcast = await readBroadcast(context, tenant, id);
      if (broadcast && isWaiting(broadcast)) await wakeChains(context, broadcast, UNLEARN);
      if (broadcast && isChanging(broadcast)) await wakeChanges(context, broadcast, UNLEARN);
    } catch (error) {
      if (error instanceof StorageUnavailable) throw error;
      context.log('error', 'not-woken', { broadcast: id, error: String(error) });
    }
  }
}

/** It would be sent, if its tenant were not stopped. */
function isWaiting(broadcast: Broadcast): boolean {
  const isAtWork = broadcast.endedAt === undefined && broadcast.rerun?.resettingSince === undefined;
  return isAtWork && mayNotSend(broadcast) === undefined;
}
