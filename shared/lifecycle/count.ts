import type { Context } from '../context.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { deliveryStates, isFinished, type StateCounts } from '../shard/delivery.ts';
import { repairShard } from '../shard/repair-shard.ts';
import { shardRow } from '../shard/shard-keys.ts';
import { decodeProgress, type ShardProgress } from '../shard/shard-progress.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { shardRows } from './chain.ts';

const noCounts: StateCounts = Object.fromEntries(deliveryStates.map((s) => [s, 0])) as Record<
  (typeof deliveryStates)[number],
  number
>;

function addCounts(a: StateCounts, b: StateCounts): StateCounts {
  return Object.fromEntries(deliveryStates.map((s) => [s, a[s] + b[s]])) as Record<
    (typeof deliveryStates)[number],
    number
  >;
}

/**
 * One reading of all shards of a broadcast. A damaged one is made anew first: left out, its recipients would be lost.
 * @throws {DamagedRow} when there is nothing to make it of
 */
export async function countShards(
  context: Context,
  { id, run }: Pick<Broadcast, 'id' | 'run'>,
): Promise<{ counts: StateCounts; finished: boolean; shards: readonly ShardProgress[] }> {
  for (;;) {
    const shards: ShardProgress[] = [];
    const damaged: string[] = [];
    for await (const row of shardRows(context, id)) {
      const shard = unlessDamaged(
        () => decodeProgress(row, id),
        () => damaged.push(row.key),
      );
      if (shard) shards.push(shard);
    }
    for (const row of damaged) await repairShard(context, { broadcast: id, key: row.slice(shardRow('').length) }, run);
    if (damaged.length > 0) continue;
    const counts = shards.reduce((sum, shard) => addCounts(sum, shard.counts), noCounts);
    return { counts, finished: isFinished(counts), shards };
  }
}
