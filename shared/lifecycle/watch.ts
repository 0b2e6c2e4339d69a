import type { Context } from '../context.ts';
import { activeBroadcasts, readGate, settleGate } from '../pace/gate-store.ts';
import { senders } from '../records/senders.ts';
import { readBroadcastNow } from './reading.ts';

/**
 * Looks at everything that has work, and mends what nobody works on: ends what is over, finishes what a crash cut
 * short, puts lost jobs on the queue again. One tenant's trouble does not keep it from the others.
 */
export async function watch(context: Context): Promise<void> {
  for await (const tenant of senders(context)) {
    try {
      await watchTenant(context, tenant);
    } catch (error) {
      context.log('error', 'watch-failed', { tenant, error: String(error) });
    }
  }
}

async function watchTenant(context: Context, tenant: string): Promise<void> {
  const active = await activeBroadcasts(context, tenant);
  if (active.length === 0) return;
  for (const id of active) await readBroadcastNow(context, tenant, id);
  const { gate } = await readGate(context, tenant);
  for (const id of Object.keys(gate.blocked)) if (!active.includes(id)) await settleGate(context, tenant, id);
}
