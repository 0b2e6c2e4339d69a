import type { Clock } from '../../shared/clock.ts';

/** A clock that stands still until it is told that time has passed. */
export interface HandClock {
  readonly clock: Clock;
  /** Lets so many ms pass, and wakes who slept for no longer. */
  pass(ms: number): void;
}

export function handClock(): HandClock {
  const begun = Date.now();
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  let time = 0;
  return {
    clock: {
      now: () => begun + time,
      monotonic: () => time,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted || ms <= 0) return resolve();
          const wake = () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', wake);
            resolve();
          };
          const sleeper = { until: time + ms, wake };
          sleepers.add(sleeper);
          signal?.addEventListener('abort', wake, { once: true });
        }),
    },
    pass(ms) {
      time += ms;
      for (const { until, wake } of [...sleepers]) if (until <= time) wake();
    },
  };
}
