import type { Context } from '../context.ts';
import { countStates, type Delivery } from './delivery.ts';
import type { Shard } from './shard.ts';

/** Which shard, in which run of its broadcast. */
export interface ShardInRun {
  readonly tenant: string;
  readonly broadcast: string;
  readonly run: number;
  readonly n: number;
}

/** A job's work on a shard, from beginning to end. */
export interface Work {
  /** The shard as the job has found it. */
  readonly opened: Shard;
  /** As it has written it last. */
  readonly left: Shard;
  /** Answers of 429. */
  readonly throttled: number;
  readonly ms: number;
}

/**
 * Tells in one line what a job has come to on a shard, if anything. The metrics of sending are sums over these lines, so a
 * line has only what its job has done, and nobody is in two of them. One line for some two hundred people costs next to
 * nothing; one for each of them would be the largest item on the bill.
 */
export function reportWork({ log }: Context, shard: ShardInRun, { opened, left, throttled, ms }: Work): void {
  const [before, after] = [countStates(opened.deliveries), countStates(left.deliveries)];
  const delivered = after.delivered - before.delivered;
  const failed = after.failed - before.failed;
  const uncertain = after.uncertain - before.uncertain;
  if (![delivered, failed, uncertain, throttled].some(Boolean)) return;
  const { tenant, broadcast, run, n } = shard;
  log('info', 'shard-worked', {
    ...{ broadcast, tenant, shard: n, run, delivered, failed, uncertain, throttled },
    pending: after.pending,
    reasons: newReasons(reasonsOf(opened.deliveries), reasonsOf(left.deliveries)),
    ms: Math.round(ms),
  });
}

/** Tells of those whose sender is gone as {@link reportWork} does: nobody else will. */
export function reportDeadWave(context: Context, shard: ShardInRun, opened: Shard, left: Shard): void {
  reportWork(context, shard, { opened, left, throttled: 0, ms: 0 });
}

type Reasons = Readonly<Record<string, number>>;

/** Why those who did not get it did not, or may not have. */
function reasonsOf(deliveries: readonly Delivery[]): Reasons {
  const reasons: Record<string, number> = {};
  for (const { state, code } of deliveries) {
    if (code === undefined || (state !== 'failed' && state !== 'uncertain')) continue;
    reasons[code] = (reasons[code] ?? 0) + 1;
  }
  return reasons;
}

function newReasons(before: Reasons, after: Reasons): Reasons {
  const more = Object.entries(after).map(([code, n]) => [code, n - (before[code] ?? 0)] as const);
  return Object.fromEntries(more.filter(([, n]) => n > 0));
}
