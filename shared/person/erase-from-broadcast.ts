import type { Context } from '../context.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { isChanging, isUnreleased } from '../records/broadcast-standing.ts';
import type { Plan } from '../records/plan-row.ts';
import { changePlan, readPlan } from '../records/store.ts';
import { eraseDelivery } from './erase-delivery.ts';
import { eraseNaming, namesAnybody, namingOf, readAudience } from './named-in.ts';
import { placeIn } from './shard-of.ts';

/** A late answer may still be written after the end, and is known by then; so is a start by who plans it. ms */
const SETTLED = 60_000;

/** What became of somebody in a broadcast; `busy`: nothing, it is at work on them. */
export type ErasedFrom = 'busy' | { readonly delivery: boolean; readonly named: boolean };

/**
 * Takes somebody out of a broadcast. Done again it changes nothing.
 * @param person in lower case
 * @throws {DamagedRow}
 * @throws {StorageUnavailable} asked again, it is done once
 */
export async function eraseFromBroadcast(context: Context, broadcast: Broadcast, person: string): Promise<ErasedFrom> {
  if (await isAtWorkOn(context, broadcast, person)) return 'busy';
  const named = namesAnybody(broadcast) && (await eraseNaming(context, broadcast, person));
  if (broadcast.endedAt === undefined && named) {
    await tellPlanner(context, broadcast);
    if (await isAtWorkOn(context, broadcast, person)) return 'busy';
  }
  // Whoever is in a shard of one that has not ended keeps it busy.
  const delivery = broadcast.endedAt !== undefined && (await eraseDelivery(context, broadcast.id, person));
  return delivery === 'busy' ? 'busy' : { delivery, named };
}

/** Whether a broadcast sends to somebody now, may in a moment, or is at what they have of it. */
export async function isAtWorkOn(context: Context, broadcast: Broadcast, person: string): Promise<boolean> {
  const { endedAt, id, run } = broadcast;
  const now = context.now();
  if (endedAt !== undefined) {
    if (!isChanging(broadcast) && now >= endedAt + SETTLED) return false;
    return (await placeIn(context, id, person)) !== undefined;
  }
  const plan = await readPlan(context, id);
  if (!plan || !hasBegun(broadcast, plan, now)) return false;
  if (await placeIn(context, id, person)) return true;
  if (plan.planned || plan.stop === run) return false;
  const audience = (await readAudience(context, broadcast))?.audience;
  if (!audience) return false;
  return audience.include.some(({ type }) => type === 'everyone') || namingOf(audience, person).length > 0;
}

/** Who is in it is not read before that. */
function hasBegun(broadcast: Broadcast, { startedAt }: Plan, now: number): boolean {
  if (startedAt !== undefined) return true;
  return !isUnreleased(broadcast) && (broadcast.startsAt ?? 0) < now + SETTLED;
}

/** Whoever is about to plan by the audience as it was finds the plan written, and reads both again (lifecycle/plan.ts). */
async function tellPlanner(context: Context, { tenant, id }: Broadcast): Promise<void> {
  await changePlan(context, tenant, id, (plan) => ({ ...plan }));
}
