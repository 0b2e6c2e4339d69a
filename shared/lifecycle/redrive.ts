import type { Context } from '../context.ts';
import { activeBroadcasts } from '../pace/gate-store.ts';
import type { Broadcast, StoredBroadcast } from '../records/broadcast.ts';
import { isChanging, isClosing, unsentReason } from '../records/broadcast-standing.ts';
import { encodeJob } from '../records/jobs.ts';
import { senders } from '../records/senders.ts';
import { changePlan, readBroadcast } from '../records/store.ts';
import { isFinished } from '../shard/delivery.ts';
import { readShard, writeShard } from '../shard/shard-store.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { carryOutCancel } from './cancel.ts';
import { firstOfChains } from './chain.ts';
import { wakeChanges } from './change-chains.ts';
import { tryEnd } from './end.ts';
import { redrivePoison } from './poison.ts';
import { wakeChains } from './revive.ts';

/** Who asks again within this has it done once, ms. */
const ONCE = 10_000;

/** What driving everything on came to. */
export interface Redriven {
  /** Messages that the queues had given up, put back on them. */
  readonly messages: number;
  /** Ids of the broadcasts that were woken. */
  readonly broadcasts: readonly string[];
}

/**
 * Drives a broadcast on, now, whatever it waits for that is nobody's wish: what the queues gave up is put back, the
 * exceptions that were counted on its shards are forgotten, each of its chains gets a job. One that has ended and whose
 * message is not being changed, and one that was driven on a moment ago, stays as it is.
 * @returns the broadcast, or nothing when there is none
 * @throws {StorageUnavailable} asked again, it is done once
 */
export async function redriveBroadcast(
  context: Context,
  tenant: string,
  id: string,
): Promise<StoredBroadcast | undefined> {
  const broadcast = await readBroadcast(context, tenant, id);
  if (!broadcast) return undefined;
  await redrivePoison(context);
  await driveOn(context, broadcast);
  return broadcast;
}

/**
 * As {@link redriveBroadcast}, for everything that has work. One broadcast that can't be driven on keeps no other back.
 * @param tenant only this one's; default: all
 */
export async function redriveAll(context: Context, tenant?: string): Promise<Redriven> {
  const messages = await redrivePoison(context);
  const broadcasts: string[] = [];
  for await (const sender of senders(context)) {
    if (tenant !== undefined && sender !== tenant) continue;
    for (const id of await activeBroadcasts(context, sender)) {
      try {
        const broadcast = await readBroadcast(context, sender, id);
        if (broadcast && (await driveOn(context, broadcast))) broadcasts.push(id);
      } catch (error) {
        if (error instanceof StorageUnavailable) throw error;
        context.log('error', 'not-redriven', { broadcast: id, error: String(error) });
      }
    }
  }
  return { messages, broadcasts };
}

/** @returns whether it was driven on by this call */
async function driveOn(context: Context, broadcast: Broadcast): Promise<boolean> {
  const { tenant, id, run } = broadcast;
  if (broadcast.endedAt !== undefined && !isChanging(broadcast)) return false;
  const now = context.now();
  let mine = false;
  await changePlan(context, tenant, id, (plan) => {
    mine = plan.redrivenAt === undefined || now - plan.redrivenAt >= ONCE;
    // What was revived in vain is forgotten too: whoever looks need not wait for longer each time.
    return mine ? { ...plan, redrivenAt: now, revivals: {} } : undefined;
  });
  if (!mine) return false;
  context.log('warn', 'redriven', { broadcast: id });
  if (isChanging(broadcast)) await wakeChanges(context, broadcast);
  if (broadcast.endedAt !== undefined) return true;
  if (broadcast.rerun?.resettingSince !== undefined) {
    await context.queues.plan.put(encodeJob({ do: 'retry', tenant, broadcast: id, run }));
  } else if (isClosing(broadcast)) {
    await carryOutCancel(context, broadcast);
  } else if (!(await tryEnd(context, tenant, id))) {
    await forgetFaults(context, id);
    await wakeChains(context, broadcast);
    // What is left when it has expired is the sweep's; whoever is not planned yet is planned for it.
    const isOver = unsentReason(broadcast, now) !== undefined;
    if (isOver) await context.queues.plan.put(encodeJob({ do: 'sweep', tenant, broadcast: id, run }));
  }
  return true;
}

/** Exceptions are counted on the shard that a chain is at; the operator has mended what they came from. */
async function forgetFaults(context: Context, broadcast: string): Promise<void> {
  for (const { key } of await firstOfChains(context, broadcast, ({ counts }) => !isFinished(counts))) {
    const shard = await readShard(context, { broadcast, key });
    // Of an open wave the row says since when its sender is silent: written, a dead one would look alive for longer.
    if (shard && shard.faults > 0 && shard.wave === undefined) {
      await writeShard(context, broadcast, shard, { ...shard, faults: 0 });
    }
  }
}
