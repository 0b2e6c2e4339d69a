/** How often a round is made: the schedule of functions/watch.ts, ms. */
export const EVERY = 60_000;
/** Between two rounds, while something is going on, there is one more look, ms after the round. */
export const HALF_ROUND = EVERY / 2;
/** A timer may come a little before its time, ms. */
const EARLY = 5_000;

/** Which round it is, by a clock (ms since 1970); the same for all who make it. */
export const roundAt = (now: number): number => Math.floor((now + EARLY) / EVERY);

/** When the look after a round is due, ms since 1970. */
export const lookAfter = (round: number): number => round * EVERY + HALF_ROUND;

/** When the next look between two rounds is due, not now, ms since 1970. @param now service clock, ms */
export const nextLook = (now: number): number => Math.floor((now + HALF_ROUND) / EVERY) * EVERY + HALF_ROUND;
