import type { Context } from '../context.ts';
import type { Timing } from '../pace/timing.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { isChanging } from '../records/broadcast-standing.ts';
import { putDeliverJob } from '../records/deliver-queue.ts';
import { type DeliverJob, WINDOW } from '../records/jobs.ts';
import type { StoredPlan } from '../records/plan-row.ts';
import { leftToChange, type ShardProgress } from '../shard/shard-progress.ts';
import { chainOf, firstOfChains, scanShards } from './chain.ts';
import { nextRevival, writeRevivals } from './revive.ts';

/**
 * The shard of a chain that a change is to go on with: one behind the given one, or else the first; for what was in flight
 * when the change was asked for is delivered behind its back.
 * @param after the key of the shard that was changed last
 */
export async function nextToChange(
  context: Context,
  { tenant, broadcast, run, n, key, urgent, change = 0 }: DeliverJob,
): Promise<DeliverJob | undefined> {
  const isLeft = (shard: ShardProgress) => chainOf(shard.n) === chainOf(n) && leftToChange(shard, change) > 0;
  let limit = 4 * WINDOW;
  for (const after of [key, undefined]) {
    for await (const shard of scanShards(context, broadcast, after, () => limit)) {
      if (isLeft(shard))
        return { tenant, broadcast, run, n: shard.n, key: shard.key, change, ...(urgent && { urgent }) };
      limit = 1_000;
    }
  }
  return undefined;
}

/**
 * Puts a job for each chain that has anything to change on the queue.
 * @param wait the jobs come after this, ms
 */
export async function wakeChanges(context: Context, broadcast: Broadcast, wait = 0): Promise<void> {
  const { change } = broadcast;
  if (!change) return;
  const firsts = await firstOfChains(context, broadcast.id, (shard) => leftToChange(shard, change.n) > 0);
  for (const shard of firsts) await putJob(context, broadcast, shard, wait);
}

async function putJob(
  context: Context,
  { tenant, id, run, change, priority }: Broadcast,
  { n, key }: ShardProgress,
  wait = 0,
): Promise<void> {
  const lane = priority === 'urgent' && { urgent: true as const };
  await putDeliverJob(context, { tenant, broadcast: id, run, n, key, change: change!.n, ...lane }, wait);
}

/** What a reading of a broadcast shows of the change of its message. */
export interface ChangeReading {
  readonly broadcast: Broadcast;
  readonly plan: StoredPlan;
  readonly shards: readonly ShardProgress[];
  /** The tenant's gate lets nobody send until then. */
  readonly pauseUntil: number;
}

const nameOf = (chain: number): string => `change-${chain}`;

/**
 * The shards that silent chains go on with: nobody has changed anything of the chain for a while.
 * @param now service clock, ms
 */
export function silentChanges({ broadcast, plan, shards, pauseUntil }: ChangeReading, now: number, timing: Timing) {
  const { change } = broadcast;
  if (!change || !isChanging(broadcast)) return [];
  const silent: { readonly shard: ShardProgress; readonly written: number }[] = [];
  for (let chain = 0; chain < WINDOW; chain++) {
    const own = shards.filter((shard) => chainOf(shard.n) === chain);
    const first = own.find((shard) => leftToChange(shard, change.n) > 0);
    if (!first) continue;
    const written = Math.max(change.at, ...own.map(({ changed }) => changed.at));
    const quiet = Math.max(written, pauseUntil);
    const next = nextRevival(plan.revivals[nameOf(chain)], first.n, written, timing);
    if (now - quiet >= timing.chainSilence && now >= next) silent.push({ shard: first, written: quiet });
  }
  return silent;
}

/** Puts the jobs of chains on the queue again that nobody changes any more, as those of sending are (revive.ts). */
export async function reviveChanges(context: Context, reading: ChangeReading): Promise<void> {
  const { broadcast, plan } = reading;
  const now = context.now();
  const silent = silentChanges(reading, now, context.timing);
  if (silent.length === 0) return;
  const revived = silent.map(({ shard: { n }, written }) => ({ chain: nameOf(chainOf(n)), n, written }));
  if (!(await writeRevivals(context, broadcast, plan, revived, now))) return;
  context.log('warn', 'change-revived', {
    broadcast: broadcast.id,
    chains: silent.map(({ shard }) => chainOf(shard.n)),
  });
  for (const { shard } of silent) await putJob(context, broadcast, shard);
}
