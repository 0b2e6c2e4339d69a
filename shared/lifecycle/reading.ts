import type { Context } from '../context.ts';
import { type Blocked, EVERYBODY, isBlockedItself } from '../pace/blocked.ts';
import type { Gate } from '../pace/gate.ts';
import { readGate, settleGate } from '../pace/gate-store.ts';
import type { StoredBroadcast } from '../records/broadcast.ts';
import { isChanging, isClosing, mayNotSend, unsentReason } from '../records/broadcast-standing.ts';
import { readBroadcast, readPlan } from '../records/store.ts';
import { isFinished, type StateCounts } from '../shard/delivery.ts';
import { leftToChange } from '../shard/shard-progress.ts';
import type { UnsentReason } from '../shard/wave.ts';
import { type ChangeReading, reviveChanges } from './change-chains.ts';
import { countShards } from './count.ts';
import { tryEnd } from './end.ts';
import { tryEndChange } from './end-change.ts';
import { recount } from './recount.ts';
import { revive, type WorkReading } from './revive.ts';
import { isGivenUp, stopBroadcast } from './stop.ts';
import { isChangeGivenUp, stopChange } from './stop-change.ts';

/** One reading of a broadcast: what its status is derived from. */
export type Reading =
  | {
      readonly kind: 'ended';
      readonly broadcast: StoredBroadcast;
      /** How the shards stand; only while the message is edited or recalled: else its own counts are what they are. */
      readonly changing?: ChangeReading & Pick<WorkReading, 'isStopped'> & { readonly counts: StateCounts };
    }
  | ({
      readonly kind: 'working';
      readonly broadcast: StoredBroadcast;
      readonly counts: StateCounts;
      /** Who may not send, by the tenant's gate. */
      readonly blocked: Blocked;
      /** The gate says other than the broadcast about whether it may send. */
      readonly unsettled: boolean;
      /** Teams answers nobody of this tenant, for all one knows. */
      readonly isTeamsOut: boolean;
    } & WorkReading);

/**
 * Reads a broadcast with its counts, and mends on the way what nobody works on: who asks how it goes makes it go.
 * @returns nothing when there is none
 */
export async function readBroadcastNow(context: Context, tenant: string, id: string): Promise<Reading | undefined> {
  const reading = await readOnce(context, tenant, id);
  if (!reading) return undefined;
  const ended = reading.kind === 'working' && (await mend(context, reading));
  const changing = reading.kind === 'working' ? reading : reading.changing;
  const changed = changing && isChanging(reading.broadcast) && (await mendChange(context, changing));
  return ended || changed ? await readOnce(context, tenant, id) : reading;
}

async function readOnce(context: Context, tenant: string, id: string): Promise<Reading | undefined> {
  const broadcast = await readBroadcast(context, tenant, id);
  if (!broadcast) return undefined;
  if (broadcast.end && isChanging(broadcast)) return await readChanging(context, broadcast);
  if (broadcast.end) {
    const current = broadcast.recount === undefined ? broadcast : await recount(context, broadcast);
    return { kind: 'ended', broadcast: current as StoredBroadcast };
  }
  const plan = await readPlan(context, id);
  if (!plan) return undefined;
  const [{ counts, shards }, { gate }] = await Promise.all([
    countShards(context, broadcast),
    readGate(context, tenant),
  ]);
  const closedAt = closedSince(gate, broadcast);
  const { outages } = gate;
  // Bulk that leaves urgent work the pace is not silent: nobody is to wake it before its turn comes.
  const pauseUntil = broadcast.priority === 'urgent' ? gate.pauseUntil : Math.max(gate.pauseUntil, gate.urgentUntil);
  const unsettled = gate.blocked[id]?.why !== mayNotSend(broadcast);
  return {
    kind: 'working',
    ...{ broadcast, plan, counts, shards, pauseUntil, unsettled, blocked: gate.blocked, isTeamsOut: outages > 0 },
    ...(closedAt !== undefined && { closedAt }),
    isStopped: gate.blocked[EVERYBODY] !== undefined,
  };
}

async function readChanging(context: Context, broadcast: StoredBroadcast): Promise<Reading | undefined> {
  const { id, tenant } = broadcast;
  const plan = await readPlan(context, id);
  if (!plan) return undefined;
  const [{ counts, shards }, { gate }] = await Promise.all([
    countShards(context, broadcast),
    readGate(context, tenant),
  ]);
  const { pauseUntil, blocked } = gate;
  const isStopped = blocked[EVERYBODY] !== undefined;
  return { kind: 'ended', broadcast, changing: { broadcast, plan, counts, shards, pauseUntil, isStopped } };
}

/**
 * Ends the change of a message that is through, or puts it on the queue again where nobody is at it.
 * @returns whether it has ended by it
 */
async function mendChange(context: Context, reading: ChangeReading): Promise<boolean> {
  const { broadcast, shards } = reading;
  const { tenant, id, change } = broadcast;
  const isThrough = shards.every((shard) => leftToChange(shard, change!.n) === 0);
  if (isThrough) return broadcast.endedAt !== undefined && (await tryEndChange(context, tenant, id));
  if (isChangeGivenUp(context, broadcast, context.now())) {
    await stopChange(context, broadcast);
    return false;
  }
  await reviveChanges(context, reading);
  return false;
}

function closedSince({ blocked }: Gate, broadcast: StoredBroadcast): number | undefined {
  const { id, run } = broadcast;
  const block = blocked[id];
  // A block of before its row could be read again says nothing about what the row says.
  const closes = block !== undefined && block.why !== 'paused' && block.why === mayNotSend(broadcast);
  return closes && isBlockedItself(blocked, id, run) ? block.since : undefined;
}

/**
 * Why nothing can be sent of a broadcast any more although a sweep is still on its way: it is canceled or stopped, the gate
 * says so, and whatever was reserved before has died. Nothing when something may.
 * @returns nothing at all where there is no such broadcast
 */
export async function closedAs(
  context: Context,
  tenant: string,
  id: string,
): Promise<{ readonly closed: UnsentReason | undefined } | undefined> {
  const broadcast = await readBroadcast(context, tenant, id);
  return broadcast && { closed: await closedFor(context, broadcast) };
}

async function closedFor(context: Context, broadcast: StoredBroadcast): Promise<UnsentReason | undefined> {
  if (broadcast.endedAt !== undefined || !isClosing(broadcast)) return undefined;
  const { gate } = await readGate(context, broadcast.tenant);
  const since = closedSince(gate, broadcast);
  const now = context.now();
  return since !== undefined && now >= since + context.timing.tokenLife ? unsentReason(broadcast, now) : undefined;
}

/**
 * Finishes what a crash has cut short: an end, a cancel, a pause or its end, a silent chain.
 * @returns whether the broadcast has ended by it
 */
async function mend(context: Context, reading: Reading & { kind: 'working' }): Promise<boolean> {
  const { broadcast, plan, counts } = reading;
  const planningOver = plan.planned || plan.stop === broadcast.run;
  const resetting = broadcast.rerun?.resettingSince !== undefined;
  if (planningOver && !resetting && isFinished(counts)) return await tryEnd(context, broadcast.tenant, broadcast.id);
  if (isGivenUp(context, broadcast, context.now())) {
    await stopBroadcast(context, broadcast);
    return false;
  }
  if (reading.unsettled) await settleGate(context, broadcast.tenant, broadcast.id);
  await revive(context, reading);
  return false;
}
