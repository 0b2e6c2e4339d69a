import type { Context } from '../context.ts';
import { logDamage } from '../log/log-damage.ts';
import { WINDOW } from '../records/jobs.ts';
import { isFinished } from '../shard/delivery.ts';
import { allShards, shardRow } from '../shard/shard-keys.ts';
import { decodeProgress, progressColumns, type ShardProgress } from '../shard/shard-progress.ts';
import { rangePatiently } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import type { Row } from '../storage/table.ts';

/** The shards whose ordinal leaves this remainder form a chain: each is put on the queue when the one before is done. */
export const chainOf = (n: number): number => n % WINDOW;

/** The next of a chain is a few rows on; more are read only after a retry that left gaps. */
const FIRST_LOOK = 4 * WINDOW;

/**
 * The first shard of a chain that has anything left to do.
 * @param after only shards after the one with this key
 */
export async function firstUnfinished(
  context: Context,
  broadcast: string,
  chain: number,
  after: string,
): Promise<ShardProgress | undefined> {
  let limit = FIRST_LOOK;
  for await (const shard of scanShards(context, broadcast, after, () => limit)) {
    if (chainOf(shard.n) === chain && !isFinished(shard.counts)) return shard;
    limit = 1_000;
  }
  return undefined;
}

/**
 * Where each recipient is due at their own time: the shard of a chain that is to be worked on next. One that is due,
 * after the given one or else from the beginning; if none is, the one that will be first. One that somebody is being sent
 * of is in good hands, or will be revived.
 * @param after the key of the shard that was worked on last
 */
export async function nextByTime(
  context: Context,
  broadcast: string,
  chain: number,
  after: string,
): Promise<ShardProgress | undefined> {
  const soon = context.now() + context.timing.waitInside;
  const isLeft = (shard: ShardProgress) => chainOf(shard.n) === chain && !isFinished(shard.counts) && !shard.open;
  let limit = FIRST_LOOK;
  for await (const shard of scanShards(context, broadcast, after, () => limit)) {
    if (isLeft(shard) && shard.due <= soon) return shard;
    limit = 1_000;
  }
  let first: ShardProgress | undefined;
  for await (const shard of scanShards(context, broadcast)) {
    if (!isLeft(shard)) continue;
    if (shard.due <= soon) return shard;
    if (!first || shard.due < first.due) first = shard;
  }
  return first;
}

/**
 * The first shard of each chain that has anything left, in the order of the keys.
 * @param isLeft whether one has
 */
export async function firstOfChains(
  context: Context,
  broadcast: string,
  isLeft: (shard: ShardProgress) => boolean,
): Promise<readonly ShardProgress[]> {
  const firsts = new Map<number, ShardProgress>();
  for await (const shard of scanShards(context, broadcast)) {
    const chain = chainOf(shard.n);
    if (!firsts.has(chain) && isLeft(shard)) firsts.set(chain, shard);
    if (firsts.size === WINDOW) break;
  }
  return [...firsts.values()];
}

/** When a shard has work for anybody (ms since 1970); 0: at once, or somebody is being sent. */
export function dueOf({ counts, due }: Pick<ShardProgress, 'counts' | 'due'>): number {
  return counts.sending > 0 ? 0 : due;
}

/**
 * Reads the progress of a broadcast's shards in order, page by page. Damaged ones are left out: whoever counts makes them
 * anew (count.ts), and their chain goes on without them.
 * @param after only shards after the one with this key
 */
export async function* scanShards(
  context: Context,
  broadcast: string,
  after?: string,
  limit?: () => number,
): AsyncGenerator<ShardProgress, void, void> {
  for await (const row of shardRows(context, broadcast, after, limit)) {
    const shard = unlessDamaged(() => decodeProgress(row, broadcast), logDamage(context));
    if (shard) yield shard;
  }
}

/** The rows of a broadcast's shards in order, with the columns of their progress, or with others. */
export async function* shardRows(
  context: Context,
  broadcast: string,
  after?: string,
  limit: () => number = () => 1_000,
  columns: readonly string[] = progressColumns,
): AsyncGenerator<Row, void, void> {
  for (let last = after === undefined ? undefined : shardRow(after); ; ) {
    const range = {
      ...(last === undefined ? { from: allShards.from } : { after: last }),
      before: allShards.before,
      limit: limit(),
      columns,
    };
    const page = await rangePatiently(context, context.tables.deliveries, broadcast, range);
    yield* page.rows;
    last = page.rows.at(-1)?.key;
    if (!page.more || last === undefined) return;
  }
}
