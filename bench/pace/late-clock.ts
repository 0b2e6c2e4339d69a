import type { Machine } from '../../local/simulation/machine.ts';
import type { Clock } from '../../shared/clock.ts';

/** Timers are so late, ms: the machine has other things to do. */
const LATE = [0, 3] as const;

/** A machine's clock, with timers that are as late as real ones. */
export function lateClock(machine: Machine): Clock {
  return {
    ...machine.clock,
    sleep: (ms, signal) => machine.clock.sleep(ms > 0 ? ms + machine.travel(...LATE) : ms, signal),
  };
}
