import type { Context } from '../context.ts';
import { logDamage } from '../log/log-damage.ts';
import { type CodeCounts, countCodes, decodeCodes, reasonColumns } from '../shard/code-counts.ts';
import type { DeliveryState } from '../shard/delivery.ts';
import { readOrRepair } from '../shard/repair-shard.ts';
import { shardRow } from '../shard/shard-keys.ts';
import { decodeProgress, type ShardProgress } from '../shard/shard-progress.ts';
import type { UnsentReason } from '../shard/wave.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import type { Row } from '../storage/table.ts';
import { shardRows } from './chain.ts';

/** How many stand as they do for one reason, by the state they are in. */
export type ReasonCounts = ReadonlyMap<string, Readonly<Partial<Record<DeliveryState, number>>>>;

/**
 * Counts the reasons in one reading of a broadcast's shards, by the columns that tell them; only of a shard whose
 * columns do not, a row of an earlier release or a damaged one, all is read.
 * @param run the broadcast's, for a shard that must be made anew
 * @param closed why nothing can be sent any more: who is pending counts as what the sweep will make of them
 * @throws {DamagedRow} when there is nothing to make a damaged shard of
 */
export async function countReasons(
  context: Context,
  broadcast: string,
  run: number,
  closed: UnsentReason | undefined,
): Promise<ReasonCounts> {
  const counts = new Map<string, Partial<Record<DeliveryState, number>>>();
  const add = (code: string, state: DeliveryState, n: number) => {
    if (n === 0) return;
    const ofCode = counts.get(code) ?? {};
    counts.set(code, { ...ofCode, [state]: (ofCode[state] ?? 0) + n });
  };
  for await (const row of shardRows(context, broadcast, undefined, undefined, reasonColumns)) {
    const { codes, pending, pendingUnknown } = await reasonsIn(context, row, broadcast, run);
    for (const [state, ofState] of Object.entries(codes) as [DeliveryState, Record<string, number>][]) {
      if (closed && state === 'pending') continue;
      for (const [code, n] of Object.entries(ofState)) add(code, state, n);
    }
    if (!closed) continue;
    add(closed, 'canceled', pending - pendingUnknown);
    add('no-answer', 'uncertain', pendingUnknown);
  }
  return counts;
}

/** What a shard's columns say of its reasons; nothing where they do not. */
export function codesIn(context: Context, row: Row, broadcast: string): CodeCounts | undefined {
  return unlessDamaged(() => decodeCodes(row, broadcast), logDamage(context));
}

interface ShardReasons {
  readonly codes: CodeCounts;
  readonly pending: number;
  readonly pendingUnknown: number;
}

async function reasonsIn(context: Context, row: Row, broadcast: string, run: number): Promise<ShardReasons> {
  const progress: ShardProgress | undefined = unlessDamaged(() => decodeProgress(row, broadcast), logDamage(context));
  const codes = progress && codesIn(context, row, broadcast);
  if (codes) return { codes, pending: progress.counts.pending, pendingUnknown: progress.pendingUnknown };
  const shard = await readOrRepair(context, { broadcast, key: row.key.slice(shardRow('').length) }, run);
  const deliveries = shard?.deliveries ?? [];
  const pending = deliveries.filter(({ state }) => state === 'pending');
  return {
    codes: countCodes(deliveries),
    pending: pending.length,
    pendingUnknown: pending.filter(({ unknown }) => unknown).length,
  };
}
