import type { Context } from '../context.ts';
import { deliveryStates, isFinished, type ShardProgress, type StateCounts } from '../shard/shard.ts';
import { scanShards } from './chain.ts';

export const noCounts: StateCounts = Object.fromEntries(deliveryStates.map((s) => [s, 0])) as Record<
  (typeof deliveryStates)[number],
  number
>;

export function addCounts(a: StateCounts, b: StateCounts): StateCounts {
  return Object.fromEntries(deliveryStates.map((s) => [s, a[s] + b[s]])) as Record<
    (typeof deliveryStates)[number],
    number
  >;
}

/** One reading of all shards of a broadcast. */
export async function countShards(
  context: Context,
  broadcast: string,
): Promise<{ counts: StateCounts; finished: boolean; shards: readonly ShardProgress[] }> {
  const shards: ShardProgress[] = [];
  for await (const shard of scanShards(context, broadcast)) shards.push(shard);
  const counts = shards.reduce((sum, shard) => addCounts(sum, shard.counts), noCounts);
  return { counts, finished: isFinished(counts), shards };
}
