/** Time as the core sees it: a port, so that a simulation can own it. */
export interface Clock {
  /** Milliseconds since 1970 by this machine's clock, which may be wrong. */
  now(): number;
  /** Milliseconds of a clock that never jumps; only differences mean anything. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when `signal` is aborted; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Timers count whole milliseconds, ms. */
const TICK = 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted || ms <= 0) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const end = performance.now() + ms;
      // A timer counts in whole milliseconds from a whole one: with both cut off, it may end nearly two too early.
      const wake = () => {
        const left = end - performance.now();
        if (left < TICK) done();
        else timer = setTimeout(wake, left);
      };
      let timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', done, { once: true });
    }),
};
