/** Something that lets so many requests through and tells the others how long to wait. Pure: the caller brings the time. */
export interface Limiter {
  /**
   * How long a request that arrives now would have to wait: 0 when there is room.
   * @param now milliseconds of any clock that never goes back
   * @param cost how many requests it counts as
   */
  wait(now: number, cost?: number): number;
  /** Counts a request that was let through. */
  take(now: number, cost?: number): void;
}

/** At most `requests` in any `ms` milliseconds. */
export interface Rule {
  readonly requests: number;
  readonly ms: number;
}

/** Sliding windows: none of the rules is ever exceeded, whichever instant the window starts at. */
export function slidingWindows(rules: readonly Rule[]): Limiter {
  const remembered = Math.max(...rules.map((rule) => rule.requests));
  let times: number[] = [];
  return {
    wait(now, cost = 1) {
      let longest = 0;
      for (const { requests, ms } of rules) {
        // With this request there may be `requests` in the window: the one this far back has to have left it.
        const before = times[times.length - (requests - Math.min(cost, requests) + 1)];
        if (before !== undefined) longest = Math.max(longest, before + ms - now);
      }
      return longest;
    },
    take(now, cost = 1) {
      for (let n = 0; n < cost; n++) times.push(now);
      if (times.length > 2 * remembered + 64) times = times.slice(-remembered);
    },
  };
}

/** A token bucket: `requests` at once, then as many again in `ms`. Around a burst, up to twice the rate passes. */
export function tokenBucket({ requests, ms }: Rule): Limiter {
  let tokens = requests;
  let at = Number.NEGATIVE_INFINITY;
  const filled = (now: number) => Math.min(requests, tokens + ((now - at) * requests) / ms);
  return {
    wait: (now, cost = 1) => Math.max(0, ((cost - filled(now)) * ms) / requests),
    take(now, cost = 1) {
      tokens = filled(now) - cost;
      at = now;
    },
  };
}
