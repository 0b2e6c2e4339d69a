/**
 * The simulation's one clock: milliseconds since 1970, with fractions, that never go back. Readable beside other
 * machines' times, and right for measuring spans.
 */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
