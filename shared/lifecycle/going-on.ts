import type { Timing } from '../pace/timing.ts';
import { isChanging } from '../records/broadcast-standing.ts';
import { isFinished } from '../shard/delivery.ts';
import { leftToChange } from '../shard/shard-progress.ts';
import { type ChangeReading, silentChanges } from './change-chains.ts';
import type { Reading } from './reading.ts';
import { silentChains } from './revive.ts';

/**
 * Whether something of a broadcast is going on, so that a look soon may be worth while: if nobody writes to it any more from
 * now on, it is silent by then. What waits for a start, a release, a resume or somebody's local time that comes later is not.
 * @param by when that look would be (service clock, ms)
 */
export function isGoingOn(reading: Reading, by: number, timing: Timing): boolean {
  if (reading.kind === 'ended') return reading.changing !== undefined && isBeingChanged(reading.changing, by, timing);
  const { broadcast, plan, counts } = reading;
  const isPlanned = plan.planned || plan.stop === broadcast.run;
  // All are through, and whoever saw it did not come to write the end.
  if (isPlanned && broadcast.rerun?.resettingSince === undefined && isFinished(counts)) return true;
  return silentChains(reading, by, timing).length > 0 || isBeingChanged(reading, by, timing);
}

function isBeingChanged(reading: ChangeReading, by: number, timing: Timing): boolean {
  const { broadcast, shards } = reading;
  const { change } = broadcast;
  if (!change || !isChanging(broadcast)) return false;
  const isThrough = broadcast.endedAt !== undefined && shards.every((shard) => leftToChange(shard, change.n) === 0);
  return isThrough || silentChanges(reading, by, timing).length > 0;
}
