import type { Context } from '../context.ts';
import type { BroadcastChange } from '../records/broadcast.ts';
import { isChanging } from '../records/broadcast-standing.ts';
import type { DeliverJob } from '../records/jobs.ts';
import { readBroadcast } from '../records/store.ts';
import { toChange } from '../shard/change.ts';
import { countStates, isFinished } from '../shard/delivery.ts';
import type { Recipient } from '../shard/recipients.ts';
import { readOrRepair } from '../shard/repair-shard.ts';
import type { StoredShard } from '../shard/shard.ts';
import { readRecipients } from '../shard/shard-store.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import type { ChangeEnd } from './change-end.ts';
import { activityOf } from './sendable.ts';
import { ShardChanger } from './shard-changer.ts';

/**
 * Makes a change for all on one shard who have the message.
 * @throws {StorageUnavailable}
 */
export async function changeShard(context: Context, job: DeliverJob): Promise<ChangeEnd> {
  const { tenant, broadcast: id } = job;
  const broadcast = await readBroadcast(context, tenant, id);
  const change = broadcast?.change;
  // One that was asked for later has jobs of its own.
  if (!broadcast || !change || change.n !== job.change || !isChanging(broadcast)) return { kind: 'nothing' };
  const shard = await readOrRepair(context, job, broadcast.run);
  if (!shard || shard.n !== job.n) return { kind: 'nothing' };
  if (toChange(shard, change).length === 0) return { kind: 'over' };
  const busy = busyWith(context, shard, change);
  if (busy) return busy;
  const [recipients, activity] = await Promise.all([
    recipientsOf(context, job, shard),
    change.kind === 'edit' ? activityOf(context, tenant, id, change.n) : undefined,
  ]);
  return await new ShardChanger(context, job, change, activity, recipients, shard).change();
}

/** Who else is at a shard, if that matters, and what becomes of the job then. */
function busyWith(
  { timing, now }: Context,
  shard: StoredShard,
  { kind, n }: Pick<BroadcastChange, 'kind' | 'n'>,
): ChangeEnd | undefined {
  const left = timing.waveLife - (now() - shard.writtenAt);
  // What is being sent ends by itself within seconds, and whoever has died is found by who sends, or by a sweep.
  if (shard.wave !== undefined) return { kind: 'put-back', ms: Math.min(Math.max(left, 1_000), timing.claimLife) };
  if (left <= 0) return undefined;
  // Another job of the same change: two for a chain would stay two to its end.
  if (shard.changer?.startsWith(`${n}.`)) return { kind: 'nothing' };
  // A message that is removed can't be edited: so a recall waits for nobody. An edit must not be overtaken by an older one.
  if (kind === 'recall') return undefined;
  if (shard.changer !== undefined) return { kind: 'put-back', ms: left };
  // Whoever sends on it would lose a write to this.
  const sending = !isFinished(countStates(shard.deliveries));
  return sending ? { kind: 'put-back', ms: Math.min(left, timing.claimLife) } : undefined;
}

/** Nothing when they can't be read: then nobody on the shard can be found. */
async function recipientsOf(
  context: Context,
  job: DeliverJob,
  shard: StoredShard,
): Promise<readonly Recipient[] | undefined> {
  try {
    return await readRecipients(context, job, shard.deliveries.length);
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    context.log('error', 'row-damaged', error.fields);
    return undefined;
  }
}
