import type { Context } from '../context.ts';
import type { Timing } from '../pace/timing.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { hasExpired, isClosing, isUnreleased } from '../records/broadcast-standing.ts';
import { putDeliverJob } from '../records/deliver-queue.ts';
import { encodeJob, WINDOW } from '../records/jobs.ts';
import type { Revival, StoredPlan } from '../records/plan-row.ts';
import { changePlan } from '../records/store.ts';
import { Timetable } from '../schedule/timetable.ts';
import { isFinished } from '../shard/delivery.ts';
import type { ShardProgress } from '../shard/shard-progress.ts';
import { carryOutCancel } from './cancel.ts';
import { chainOf, dueOf, firstOfChains } from './chain.ts';

/** What a reading of a broadcast shows of its work. */
export interface WorkReading {
  readonly broadcast: Broadcast;
  readonly plan: StoredPlan;
  readonly shards: readonly ShardProgress[];
  /** The tenant's gate lets nobody of this broadcast's lane send until then. */
  readonly pauseUntil: number;
  /** Since when the gate has blocked it for good (service clock, ms); absent: it does not. */
  readonly closedAt?: number;
  /** The gate lets nobody of the tenant send until somebody starts it again. */
  readonly isStopped: boolean;
}

/** The names that work on the whole has among the chains: its jobs are revived like theirs. */
const PLANNING = 'plan';
const SWEEPING = 'sweep';
const RETRYING = 'retry';

/** A chain (or planning, or sweeping), and the shard it goes on with. */
interface Work {
  readonly chain: string;
  /** Absent for work on the whole. */
  readonly shard?: ShardProgress;
}

/** One that has fallen silent. */
export interface Silent extends Work {
  /** When something came of its work last, or could not for the gate's sake (service clock, ms). */
  readonly written: number;
}

/**
 * Which chains nobody works on any more: a message was lost, or a machine died. Of a paused broadcast, or a stopped
 * tenant's, only those with a wave that nobody will close.
 * @param now service clock, ms
 */
function silentChains(
  { broadcast, plan, shards, pauseUntil, isStopped }: WorkReading,
  now: number,
  timing: Timing,
): readonly Silent[] {
  const silent: Silent[] = [];
  const paused = isStopped || broadcast.pausedAt !== undefined;
  const byTime = new Timetable(broadcast, timing.claimLife).isByZone;
  const since = (written: number) => Math.max(written, pauseUntil);
  const isDue = (name: string, n: number, quiet: number, written: number) =>
    now - quiet >= timing.chainSilence && now >= nextRevival(plan.revivals[name], n, written, timing);

  const resetting = broadcast.rerun?.resettingSince;
  if (resetting !== undefined) {
    const own = shards.filter((shard) => shard.run === broadcast.run);
    const written = Math.max(resetting, ...own.map((shard) => shard.sentAt));
    return isDue(RETRYING, broadcast.run, written, written) ? [{ chain: RETRYING, written }] : [];
  }
  const decided = broadcast.canceledAt ?? broadcast.stoppedAt;
  if (decided !== undefined) {
    const written = Math.max(decided, ...shards.map((s) => (isFinished(s.counts) ? 0 : s.sentAt)));
    return isDue(SWEEPING, broadcast.run, written, written) ? [{ chain: SWEEPING, written }] : [];
  }
  // What waits for a release waits for a person; once it has one, it is as if it had been created then.
  const mayPlan = !isUnreleased(broadcast) && (!paused || hasExpired(broadcast, now));
  if (mayPlan && !plan.planned && plan.stop !== broadcast.run) {
    const quiet = Math.max(since(plan.writtenAt), broadcast.startsAt ?? 0, broadcast.release?.done?.at ?? 0);
    // A revival is itself written into the plan: what came of planning is the number of shards.
    if (isDue(PLANNING, plan.shards, quiet, 0)) silent.push({ chain: PLANNING, written: 0 });
  }
  if (hasExpired(broadcast, now)) {
    const left = shards.filter((shard) => !isFinished(shard.counts));
    // Nobody has put a sweep on the queue for it: whoever sees it first does.
    const isFirst = plan.revivals[SWEEPING]?.n !== broadcast.run;
    const written = Math.max(broadcast.expiresAt!, ...left.map((shard) => shard.sentAt));
    const isSilent = isFirst || isDue(SWEEPING, broadcast.run, written, written);
    return left.length > 0 && isSilent ? [...silent, { chain: SWEEPING, written }] : silent;
  }
  for (let chain = 0; chain < WINDOW; chain++) {
    const own = shards.filter((shard) => chainOf(shard.n) === chain);
    const left = own.filter((s) => !isFinished(s.counts) && (!paused || s.open));
    // Where each is due at their own time the chain is at whoever is due first, and may be anywhere; else at the first
    // shard: those behind it were planned, not sent, and may be planned as late as now.
    const shard = byTime ? left.toSorted((a, b) => dueOf(a) - dueOf(b))[0] : own.find((s) => !isFinished(s.counts));
    if (!shard || (paused && !shard.open)) continue;
    const upTo = byTime ? own : own.slice(0, own.indexOf(shard) + 1);
    const written = Math.max(...upTo.map((s) => s.sentAt));
    // Parked recipients are nobody's silence: the chain is quiet from when the first of them is due.
    const quiet = since(Math.max(written, shard.counts.sending > 0 ? 0 : shard.due));
    if (isDue(String(chain), shard.n, quiet, written)) silent.push({ chain: String(chain), shard, written: quiet });
  }
  return silent;
}

/** A lost message or a dead machine costs about a minute. What is woken in vain for so long lacks something else, ms. */
const STALLED = 300_000;
/** Revivals that are further apart than so many of the longest waits don't belong together: in between nobody was to work. */
const APART = 3;

/** The wait between two revivals of one chain doubles until it writes again: a long storm must not fill the queue. */
export function nextRevival(last: Revival | undefined, n: number, written: number, timing: Timing): number {
  if (!last || last.n !== n || last.at < written) return 0;
  return last.at + Math.min(timing.revivalMax, timing.chainSilence * 2 ** (last.times - 1));
}

/**
 * Puts the jobs of silent chains on the queue again. Who revives writes it into the plan first: of several who see the
 * same silence, one acts.
 */
export async function revive(context: Context, reading: WorkReading): Promise<void> {
  const { broadcast, plan } = reading;
  const now = context.now();
  const silent = silentChains(reading, now, context.timing);
  if (silent.length === 0) return;
  const revived = silent.map(({ chain, shard, written }) => {
    return { chain, n: shard?.n ?? (chain === PLANNING ? plan.shards : broadcast.run), written };
  });
  if (!(await writeRevivals(context, broadcast, plan, revived, now))) return;
  const { id, tenant } = broadcast;
  const chains = silent.map(({ chain }) => chain);
  context.log('warn', 'revived', { broadcast: id, chains });
  const vain = now - Math.min(...revived.map((one) => firstOfRow(plan, one, now, context.timing)));
  const seconds = Math.round(vain / 1_000);
  if (vain >= STALLED) context.log('error', 'broadcast-stalled', { broadcast: id, tenant, chains, seconds });
  await enqueue(context, broadcast, silent);
}

/** A chain by name, what it goes on with, and when something came of its work last (service clock, ms). */
export interface Revived {
  readonly chain: string;
  readonly n: number;
  readonly written: number;
}

/**
 * Since when a chain has been woken again and again, and nothing came of it: how long it was silent says nothing, for until
 * a moment ago it may have been paused. (Service clock, ms; this very revival's time if it is the first.)
 */
function firstOfRow({ revivals }: StoredPlan, { chain, n, written }: Revived, now: number, timing: Timing): number {
  const last = revivals[chain];
  const goesOn = last?.n === n && last.at >= written && now - last.at <= APART * timing.revivalMax;
  return goesOn ? (last.first ?? last.at) : now;
}

/**
 * Writes into the plan as it was read that chains are revived.
 * @returns whether this did it, and nobody else
 */
export async function writeRevivals(
  context: Context,
  { tenant, id }: Broadcast,
  plan: StoredPlan,
  revived: readonly Revived[],
  now: number,
): Promise<boolean> {
  const revivals = revived.map((one): [string, Revival] => {
    const { chain, n } = one;
    const last = plan.revivals[chain];
    const first = firstOfRow(plan, one, now, context.timing);
    return [chain, { n, at: now, times: last?.n === n ? last.times + 1 : 1, first }];
  });
  let mine = false;
  await changePlan(context, tenant, id, (current) => {
    // Somebody else wrote the plan since it was read: it is theirs, or the next reader sees.
    mine = (current as StoredPlan).etag === plan.etag;
    return mine ? { ...current, revivals: { ...current.revivals, ...Object.fromEntries(revivals) } } : undefined;
  });
  return mine;
}

/**
 * Puts a job for each chain on the queue, whether it is silent or not: after a pause nobody else does.
 * @param wait the jobs come after this, ms
 */
export async function wakeChains(context: Context, broadcast: Broadcast, wait = 0): Promise<void> {
  const firsts = await firstOfChains(context, broadcast.id, ({ counts }) => !isFinished(counts));
  const chains = firsts.map((shard): Work => ({ chain: String(chainOf(shard.n)), shard }));
  await enqueue(context, broadcast, [{ chain: PLANNING }, ...chains], wait);
}

async function enqueue(context: Context, broadcast: Broadcast, chains: readonly Work[], wait = 0): Promise<void> {
  const { tenant, id, run, priority } = broadcast;
  const { plan } = context.queues;
  const lane = priority === 'urgent' && { urgent: true as const };
  for (const { chain, shard } of chains) {
    if (shard) {
      const { run: own, n, key } = shard;
      await putDeliverJob(context, { tenant, broadcast: id, run: own, n, key, ...lane }, wait);
    } else if (chain !== SWEEPING) {
      await plan.put(encodeJob({ do: chain === RETRYING ? 'retry' : 'plan', tenant, broadcast: id, run }), wait);
    } else if (isClosing(broadcast)) await carryOutCancel(context, broadcast);
    else await plan.put(encodeJob({ do: 'sweep', tenant, broadcast: id, run }));
  }
}
