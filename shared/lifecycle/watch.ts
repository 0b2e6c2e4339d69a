import type { Context } from '../context.ts';
import { type Blocked, EVERYBODY } from '../pace/blocked.ts';
import { activeRows, broadcastsIn, readGate, settleGate, settleSwitch } from '../pace/gate-store.ts';
import { senders } from '../records/senders.ts';
import { readSendingSwitch } from '../records/sending-switch.ts';
import { StorageUnavailable } from '../storage/table.ts';
import { finishEnd } from './end.ts';
import { isGoingOn } from './going-on.ts';
import { type Reading, readBroadcastNow } from './reading.ts';
import { isUntoldBy, reviveTelling } from './telling.ts';

/** What a look has seen. */
export interface Seen {
  /** Some broadcast has work. */
  readonly hasWork: boolean;
  /** The next look may find something silent that is not yet (going-on.ts). */
  readonly goesOn: boolean;
}

/**
 * Looks at everything that has work, and mends what nobody works on: ends what is over, finishes what a crash cut
 * short, puts lost jobs on the queue again. One tenant's trouble does not keep it from the others.
 * @param next when the next look would be (service clock, ms); who puts none leaves it out
 * @throws {StorageUnavailable} when it can't be read who has broadcasts
 */
export async function watch(context: Context, next = 0): Promise<Seen> {
  let all: Seen = { hasWork: false, goesOn: false };
  for await (const tenant of senders(context)) {
    try {
      all = both(all, await watchTenant(context, tenant, next));
    } catch (error) {
      context.log('error', 'watch-failed', { tenant, error: String(error) });
      // Nobody has seen the rest of it.
      all = { ...all, goesOn: true };
    }
  }
  return all;
}

const both = (a: Seen, b: Seen): Seen => ({ hasWork: a.hasWork || b.hasWork, goesOn: a.goesOn || b.goesOn });

/** Whoever stops a tenant asks until it is answered, so an open gate need not be doubted at each look. */
const LOOKS = 0.2;

async function watchTenant(context: Context, tenant: string, next: number): Promise<Seen> {
  const rows = await activeRows(context, tenant);
  for (const row of rows) await apart(context, row.key, () => reviveTelling(context, tenant, row));
  let goesOn = rows.some((row) => isUntoldBy(row, next));
  const active = broadcastsIn(rows);
  if (active.length === 0) return { hasWork: false, goesOn };
  // Who looked at a broadcast has read the gate already: any reading since the list of the active will do.
  let blocked: Blocked | undefined;
  for (const id of active) {
    await apart(context, id, async () => {
      const reading = await look(context, tenant, id);
      if (reading?.kind === 'working') blocked = reading.blocked;
      goesOn ||= reading !== undefined && isGoingOn(reading, next, context.timing);
    });
  }
  blocked ??= (await readGate(context, tenant)).gate.blocked;
  const isClosed = blocked[EVERYBODY] !== undefined;
  if (isClosed || context.random() < LOOKS) await mendSwitch(context, tenant, isClosed);
  for (const [id, { why }] of Object.entries(blocked)) {
    if (id === EVERYBODY) continue;
    // `stopped` is said of one whose row could not be read: perhaps it can by now.
    if (!active.includes(id) || why === 'stopped') await apart(context, id, () => settleGate(context, tenant, id));
  }
  return { hasWork: true, goesOn };
}

async function look(context: Context, tenant: string, id: string): Promise<Reading | undefined> {
  const reading = await readBroadcastNow(context, tenant, id);
  if (reading?.kind === 'ended') await finishEnd(context, reading.broadcast);
  return reading;
}

/** A stop or a start that was cut short before the gate was told is finished. */
async function mendSwitch(context: Context, tenant: string, isClosed: boolean): Promise<void> {
  const { stopped } = await readSendingSwitch(context, tenant);
  if (stopped !== isClosed) await settleSwitch(context, tenant);
}

/** One broadcast's trouble does not keep it from the others; only storage that is out is everybody's. */
async function apart(context: Context, broadcast: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    context.log('error', 'watch-failed', { broadcast, error: String(error) });
  }
}
