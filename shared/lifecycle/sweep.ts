import type { Context } from '../context.ts';
import { unsentReason } from '../records/broadcast-standing.ts';
import { encodeJob, type PlanJob } from '../records/jobs.ts';
import { readBroadcast } from '../records/store.ts';
import { isFinished } from '../shard/delivery.ts';
import { readOrRepair } from '../shard/repair-shard.ts';
import { lastSentAt } from '../shard/shard.ts';
import type { ShardProgress } from '../shard/shard-progress.ts';
import { writeShard } from '../shard/shard-store.ts';
import { cancelPending, type OnUncertain, settleDeadWave, type UnsentReason } from '../shard/wave.ts';
import { reportDeadWave } from '../shard/work-report.ts';
import { scanShards } from './chain.ts';
import { tryEnd } from './end.ts';

/** So many shards are swept by one job, a few at a time; the rest by the next. */
const MOST = 400;
const AT_ONCE = 8;

/**
 * Sweeps a broadcast that is canceled, stopped or has expired: what has not been sent becomes canceled or skipped, shard by
 * shard. A shard that is being sent is left until its wave is closed, or dead.
 */
export async function sweep(context: Context, job: PlanJob): Promise<void> {
  const { tenant, broadcast: id } = job;
  const broadcast = await readBroadcast(context, tenant, id);
  const why = broadcast && unsentReason(broadcast, context.now());
  if (!broadcast || !why || broadcast.run !== job.run || broadcast.endedAt !== undefined) return;
  const left: ShardProgress[] = [];
  for await (const shard of scanShards(context, id)) if (!isFinished(shard.counts)) left.push(shard);
  let wait = 0;
  for (let i = 0; i < Math.min(left.length, MOST); i += AT_ONCE) {
    const part = left.slice(i, Math.min(i + AT_ONCE, MOST));
    const one = ({ key }: ShardProgress) => sweepShard(context, job, key, broadcast.onUncertain, why);
    const waits = await Promise.all(part.map(one));
    wait = Math.max(wait, ...waits);
  }
  if (left.length > MOST || wait > 0) await context.queues.plan.put(encodeJob(job), left.length > MOST ? 0 : wait);
  else await tryEnd(context, tenant, id);
}

/** @returns how long until the shard must be looked at again, ms; 0 when it is done */
async function sweepShard(
  context: Context,
  job: PlanJob,
  key: string,
  onUncertain: OnUncertain,
  why: UnsentReason,
): Promise<number> {
  for (;;) {
    const shard = await readOrRepair(context, { broadcast: job.broadcast, key }, job.run);
    if (!shard || shard.run !== job.run) return 0;
    const now = context.now();
    const age = now - lastSentAt(shard);
    // A wave that is being sent ends by itself within seconds; looked at again sooner than it would be dead.
    if (shard.wave !== undefined && age < context.timing.waveLife) {
      return Math.min(context.timing.waveLife - age, context.timing.claimLife);
    }
    const alone = shard.wave === undefined ? shard : settleDeadWave(shard, onUncertain, now);
    const swept = cancelPending(alone, now, why);
    if (swept.wave === shard.wave && swept.deliveries.every((d, i) => d === shard.deliveries[i])) return 0;
    if (!(await writeShard(context, job.broadcast, shard, swept))) continue;
    reportDeadWave(context, { ...job, n: shard.n }, shard, swept);
    return 0;
  }
}
