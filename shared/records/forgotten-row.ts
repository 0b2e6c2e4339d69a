import type { Context } from '../context.ts';
import { logDamage } from '../log/log-damage.ts';
import { Columns } from '../storage/columns.ts';
import { WID } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { rowsPatiently } from '../storage/rows.ts';
import type { Change } from '../storage/table.ts';

/**
 * "This one is forgotten, and its other rows are to be deleted": takes the place of a broadcast's own row, in one write,
 * so that nobody finds the broadcast any more, and whoever deletes the rest does, be it after a crash.
 */
export const forgottenRow = (id: string) => `f${id}`;
/** An id begins with a digit up to 7 (broadcast-id.ts). */
const allForgotten = { from: 'f0', before: 'f8' } as const;

/** @param now service clock, ms */
export function forgottenChange(id: string, now: number, wid: string): Change {
  return { do: 'insert', key: forgottenRow(id), values: { v: 1, at: now, [WID]: wid } };
}

/** The ids of a tenant's broadcasts whose rows are to be deleted, and since when (ms). */
export async function* forgottenOnes(
  context: Context,
  tenant: string,
): AsyncGenerator<{ readonly id: string; readonly since: number }, void, void> {
  for await (const { key, values } of rowsPatiently(context, context.tables.broadcasts, tenant, allForgotten)) {
    const c = new Columns({ table: 'Broadcasts', partition: tenant, row: key }, values);
    const since = unlessDamaged(() => c.instant('at'), logDamage(context));
    // That it is here says enough.
    yield { id: key.slice(1), since: since ?? 0 };
  }
}
