import type { Context } from '../context.ts';
import type { DamagedRow } from '../storage/damaged-row.ts';

/** Logs where a damaged row is: for a reading from which nothing more follows than that the row is left out. */
export function logDamage({ log }: Pick<Context, 'log'>): (damage: DamagedRow) => void {
  return (damage) => log('error', 'row-damaged', damage.fields);
}
