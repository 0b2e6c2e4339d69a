import type { Context } from '../context.ts';
import { logDamage } from '../log/log-damage.ts';
import { putDeliverJob } from '../records/deliver-queue.ts';
import { type PlanJob, WINDOW } from '../records/jobs.ts';
import type { Tail } from '../records/plan-row.ts';
import { countStates, isFinished } from '../shard/delivery.ts';
import type { PackedShard } from '../shard/pack.ts';
import type { Shard } from '../shard/shard.ts';
import { shardRow } from '../shard/shard-keys.ts';
import { decodeProgress, progressColumns } from '../shard/shard-progress.ts';
import { rangePatiently } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { longestDelay } from '../storage/delay.ts';
import { chainOf, dueOf } from './chain.ts';

/**
 * Puts the jobs of newly planned shards on the queue as far as the window has room: for each chain whose earlier
 * shards are done, the first one that has anything to do. Where they are not done, whoever finishes them goes on.
 * @param tails the last shards before these, at most one a chain
 * @param how `byTime`: recipients are due at times of their own, so a chain waits for the first of all its shards
 */
export async function openWindow(
  context: Context,
  job: PlanJob,
  tails: readonly Tail[],
  planned: readonly PackedShard[],
  { byTime = false, urgent = false }: { readonly byTime?: boolean; readonly urgent?: boolean } = {},
): Promise<void> {
  const busy = await busyChains(context, job.broadcast, tails);
  const { tenant, broadcast, run } = job;
  const soon = context.now() + context.timing.waitInside;
  for (let chain = 0; chain < WINDOW; chain++) {
    const until = busy.get(chain);
    if (until !== undefined && !byTime) continue;
    const own = planned.filter(({ shard }) => chainOf(shard.n) === chain && !isFinished(countStates(shard.deliveries)));
    const dues = own.map(({ shard }) => firstDue(shard));
    const due = Math.min(...dues);
    const next = own[byTime ? dues.indexOf(due) : 0];
    // A job of the chain is at work, or comes before anybody planned now is due: it goes on with them.
    if (!next || (until !== undefined && until <= Math.max(due, soon))) continue;
    const { n, key } = next.shard;
    const waits = byTime && due > soon;
    const delay = waits ? longestDelay(due - context.now()) : 0;
    const first = { tenant, broadcast, run, n, key, ...(urgent && { urgent }), ...(waits && { due }) };
    await putDeliverJob(context, first, delay);
  }
}

const firstDue = ({ deliveries }: Shard): number =>
  Math.min(...deliveries.map(({ state, notBefore }) => (state === 'pending' ? notBefore : Number.POSITIVE_INFINITY)));

/** The chains that have work before this page, and when anybody of it is due (ms since 1970; 0: at once). */
async function busyChains(
  context: Context,
  broadcast: string,
  tails: readonly Tail[],
): Promise<ReadonlyMap<number, number>> {
  const [first] = tails;
  const last = tails.at(-1);
  if (!first || !last) return new Map();
  const range = { from: shardRow(first.key), before: `${shardRow(last.key)} `, columns: progressColumns };
  const page = await rangePatiently(context, context.tables.deliveries, broadcast, range);
  const busy = new Map<number, number>();
  for (const row of page.rows) {
    // A damaged one holds nobody up: its chain goes on with what is planned now.
    const shard = unlessDamaged(() => decodeProgress(row, broadcast), logDamage(context));
    if (shard && !isFinished(shard.counts)) busy.set(chainOf(shard.n), dueOf(shard));
  }
  return busy;
}
