/**
 * Deliveries a second, from the first to the last.
 * @param times when each was accepted, ms, in order
 */
export function rateOf(times: readonly number[]): number {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || last === first) return 0;
  return (times.length - 1) / ((last - first) / 1000);
}

const STRETCH = 10_000;

/** Deliveries a second in the slowest ten whole seconds, the first and the last ten left out; 0 when there are no others. */
export function slowestStretch(times: readonly number[]): number {
  const first = times[0] ?? 0;
  const counts = Array.from({ length: Math.floor(((times.at(-1) ?? 0) - first) / STRETCH) }, () => 0);
  for (const time of times) {
    const stretch = Math.floor((time - first) / STRETCH);
    if (stretch < counts.length) counts[stretch]! += 1;
  }
  const inner = counts.slice(1, -1);
  return inner.length === 0 ? 0 : Math.min(...inner) / (STRETCH / 1000);
}
