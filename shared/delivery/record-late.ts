import { type Context, freshId } from '../context.ts';
import { setRecount } from '../lifecycle/recount.ts';
import type { DeliverJob } from '../records/jobs.ts';
import type { Shard, StoredShard } from '../shard/shard.ts';
import { shardRow } from '../shard/shard-keys.ts';
import { encodeShard } from '../shard/shard-row.ts';
import { readShard, writeShard } from '../shard/shard-store.ts';
import { type OnUncertain, type Outcome, recordAsRead, tellLate } from '../shard/wave.ts';
import { WID } from '../storage/commit.ts';
import { StorageUnavailable } from '../storage/table.ts';

/**
 * The write that would have recorded answers was lost: somebody else has written the shard, or nobody knows whether it
 * was written. If the wave is still this sender's, they are recorded on what was read; if it was taken for dead, only
 * what it knows to be delivered is told.
 * @param mine the shard as this sender knows to have written it last
 * @returns the shard when the wave was still this sender's; else it is another's work
 */
export async function recordLate(
  context: Context,
  job: DeliverJob,
  mine: StoredShard,
  outcomes: ReadonlyMap<number, Outcome>,
  onUncertain: OnUncertain,
): Promise<StoredShard | undefined> {
  const { clock, timing, stopping } = context;
  const deadline = clock.monotonic() + PATIENCE * timing.storagePatience;
  for (;;) {
    try {
      const end = await recordOnce(context, job, mine, outcomes, onUncertain);
      if (end !== 'again') return end;
    } catch (error) {
      // Nobody knows whether it was written: what is known stays worth telling.
      if (!(error instanceof StorageUnavailable) || stopping.aborted || clock.monotonic() > deadline) throw error;
      await clock.sleep(1_000, stopping);
    }
  }
}

async function recordOnce(
  context: Context,
  job: DeliverJob,
  mine: StoredShard,
  outcomes: ReadonlyMap<number, Outcome>,
  onUncertain: OnUncertain,
): Promise<StoredShard | undefined | 'again'> {
  const stored = await readShard(context, job);
  if (!stored || stored.run !== mine.run) return undefined;
  if (stored.wave === mine.wave) {
    const recorded = recordAsRead(stored, mine, outcomes, onUncertain, context.now());
    return (await writeShard(context, job.broadcast, stored, recorded)) ?? 'again';
  }
  const late = tellLate(stored, mine, outcomes, context.now());
  if (!late) return undefined;
  // Announced before each try, so that the counts of an ended broadcast are taken again; and not long before, for once
  // they have been taken again the announcement is forgotten.
  const announcing = context.clock.monotonic();
  await setRecount(context, job.tenant, job.broadcast);
  if (context.clock.monotonic() - announcing < context.timing.recountTry) await tryOnce(context, job, stored, late);
  return 'again';
}

async function tryOnce(context: Context, { broadcast }: DeliverJob, stored: StoredShard, late: Shard): Promise<void> {
  const values = { ...encodeShard(late), [WID]: freshId(context) };
  const change = { do: 'replace', key: shardRow(late.key), values, etag: stored.etag } as const;
  const { outcome } = await context.tables.deliveries.write(broadcast, [change]);
  if (outcome === 'unanswered') await context.clock.sleep(1_000);
}

/** How many times as long as for any other write storage is waited for to record what is known, before it is lost. */
const PATIENCE = 15;
