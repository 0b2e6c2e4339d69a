import type { Context } from '../context.ts';
import type { Broadcast } from '../records/broadcast.ts';
import { encodeJob } from '../records/jobs.ts';
import { tellingChanges, untoldOf } from '../records/telling-row.ts';
import { longestDelay } from '../storage/delay.ts';
import { type Change, type Row, StorageUnavailable } from '../storage/table.ts';

/** A telling that is due and nobody works on is put on the queue again after this, ms; each time. */
const SILENCE = 60_000;

/**
 * What the write that ends a broadcast also writes where there is a webhook: what it is to be told, and that it is not told
 * yet. So no crash can come between an end and that.
 */
export function tellingOf(ended: Broadcast, wid: string): readonly Change[] {
  if (ended.webhook === undefined) return [];
  return tellingChanges({ ended, state: 'pending', attempts: [], made: 0, nextAt: ended.endedAt! }, wid);
}

/**
 * Puts the job that tells of an end on the queue. It may be lost: the watcher finds the mark.
 * @param wait until it is due, ms
 */
export async function putTellJob(
  context: Context,
  { tenant, id, run }: Pick<Broadcast, 'tenant' | 'id' | 'run'>,
  wait = 0,
): Promise<void> {
  try {
    await context.queues.plan.put(encodeJob({ do: 'tell', tenant, broadcast: id, run }), longestDelay(wait));
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    context.log('warn', 'telling-not-queued', { broadcast: id, run, error: String(error) });
  }
}

/**
 * Whether a telling is due at an instant and nobody works on it, if nobody does until then.
 * @param mark a row of those that have work
 * @param now service clock, ms
 */
export function isUntoldBy(mark: Row, now: number): boolean {
  const at = mark.values['at'];
  return untoldOf(mark.key) !== undefined && (typeof at !== 'number' || now >= at + SILENCE);
}

/**
 * Puts the job of a telling on the queue again that should have come and has not. Who does it marks it first: of several who
 * see the same silence one acts, and then nobody for a while.
 * @param mark a row of those that have work
 */
export async function reviveTelling(context: Context, tenant: string, mark: Row): Promise<void> {
  const untold = untoldOf(mark.key);
  const now = context.now();
  if (!untold || !isUntoldBy(mark, now)) return;
  const change: Change = { do: 'replace', key: mark.key, values: { v: 1, at: now }, etag: mark.etag };
  const { outcome } = await context.tables.broadcasts.write(tenant, [change]);
  if (outcome === 'refused') return;
  context.log('warn', 'telling-revived', { ...untold });
  await putTellJob(context, { tenant, id: untold.broadcast, run: untold.run });
}
