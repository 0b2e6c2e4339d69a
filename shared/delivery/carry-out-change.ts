import type { Context } from '../context.ts';
import { nextToChange } from '../lifecycle/change-chains.ts';
import { tryEndChange } from '../lifecycle/end-change.ts';
import { putDeliverJob } from '../records/deliver-queue.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { changeShard } from './change-shard.ts';

/**
 * Edits or recalls what was delivered on a shard, and then on the next ones of its chain for a while. Seeing a job twice,
 * late or never does no harm: who changes a message again changes nothing.
 * @throws {StorageUnavailable} the queue brings the job again
 */
export async function carryOutChange(context: Context, job: DeliverJob): Promise<void> {
  const { clock, timing, stopping } = context;
  const until = clock.monotonic() + timing.follow * (0.5 + context.random());
  for (let current = job; ; ) {
    const end = await changeShard(context, current);
    if (end.kind === 'put-back') await putDeliverJob(context, current, end.ms);
    if (end.kind === 'put-back' || end.kind === 'nothing') return;
    // Found done by another: its chain is theirs.
    if (end.kind === 'over' && current === job) return;
    const next = await nextToChange(context, current);
    if (!next) {
      await tryEndChange(context, job.tenant, job.broadcast);
      return;
    }
    if (clock.monotonic() >= until || stopping.aborted) return await putDeliverJob(context, next);
    current = next;
  }
}
