import { TENANTS } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import { activeBroadcasts, readGate, settleGate } from '../pace/gate-store.ts';
import { rangePatiently } from '../storage/commit.ts';
import { readBroadcastNow } from './reading.ts';

/**
 * Looks at everything that has work, and mends what nobody works on: ends what is over, finishes what a crash cut
 * short, puts lost jobs on the queue again. One tenant's trouble does not keep it from the others.
 */
export async function watch(context: Context): Promise<void> {
  for (let after: string | undefined; ; ) {
    const range = after === undefined ? {} : { after };
    const page = await rangePatiently(context, context.tables.conversations, TENANTS, { ...range, columns: ['v'] });
    for (const row of page.rows) {
      const tenant = row.key;
      try {
        await watchTenant(context, tenant);
      } catch (error) {
        context.log('error', 'watch-failed', { tenant, error: String(error) });
      }
    }
    after = page.rows.at(-1)?.key;
    if (!page.more || after === undefined) return;
  }
}

async function watchTenant(context: Context, tenant: string): Promise<void> {
  const active = await activeBroadcasts(context, tenant);
  if (active.length === 0) return;
  for (const id of active) await readBroadcastNow(context, tenant, id);
  const { gate } = await readGate(context, tenant);
  for (const id of Object.keys(gate.blocked)) if (!active.includes(id)) await settleGate(context, tenant, id);
}
