import type { Context } from '../context.ts';
import { encodeJob, type PlanJob, WINDOW } from '../records/jobs.ts';
import type { Tail } from '../records/plan-row.ts';
import type { PackedShard } from '../shard/pack.ts';
import { countStates, decodeProgress, isFinished, progressColumns, shardRow } from '../shard/shard.ts';
import { rangePatiently } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { chainOf } from './chain.ts';

/**
 * Puts the jobs of newly planned shards on the queue as far as the window has room: for each chain whose earlier
 * shards are done, the first one that has anything to do. Where they are not done, whoever finishes them goes on.
 * @param tails the last shards before these, at most one a chain
 */
export async function openWindow(
  context: Context,
  job: PlanJob,
  tails: readonly Tail[],
  planned: readonly PackedShard[],
): Promise<void> {
  const busy = await busyChains(context, job.broadcast, tails);
  const { tenant, broadcast, run } = job;
  for (let chain = 0; chain < WINDOW; chain++) {
    if (busy.has(chain)) continue;
    const next = planned.find(({ shard }) => chainOf(shard.n) === chain && !isFinished(countStates(shard.deliveries)));
    if (!next) continue;
    const { n, key } = next.shard;
    await context.queues.deliver.put(encodeJob({ tenant, broadcast, run, n, key }));
  }
}

async function busyChains(context: Context, broadcast: string, tails: readonly Tail[]): Promise<ReadonlySet<number>> {
  const [first] = tails;
  const last = tails.at(-1);
  if (!first || !last) return new Set();
  const range = { from: shardRow(first.key), before: `${shardRow(last.key)} `, columns: progressColumns };
  const page = await rangePatiently(context, context.tables.deliveries, broadcast, range);
  const busy = new Set<number>();
  for (const row of page.rows) {
    // A damaged one holds nobody up: its chain goes on with what is planned now.
    const shard = unlessDamaged(
      () => decodeProgress(row, broadcast),
      (damage) => context.log('error', 'row-damaged', damage.fields),
    );
    if (shard && !isFinished(shard.counts)) busy.add(chainOf(shard.n));
  }
  return busy;
}
