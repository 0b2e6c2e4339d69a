import type { DamagedRow } from '../storage/damaged-row.ts';
import type { Log } from './log.ts';

/** Logs where a damaged row is: for a reading from which nothing more follows than that the row is left out. */
export function logDamage({ log }: { readonly log: Log }): (damage: DamagedRow) => void {
  return (damage) => log('error', 'row-damaged', damage.fields);
}
