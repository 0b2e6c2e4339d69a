/** The shortest wait between two looks at an empty queue, in milliseconds; the real host's. */
const shortest = 100;

/**
 * How long to wait after finding a queue empty: 100 ms after messages were found, then about twice as long each time
 * (±20 %), up to `longest` milliseconds.
 * @returns asks for the next wait; `found` says whether there were messages since the last one
 */
export function backoff(longest: number, random: () => number = Math.random): (found: boolean) => number {
  let doublings = 0;
  return (found) => {
    if (found) doublings = 0;
    const wait = doublings === 0 ? shortest : shortest + shortest * 2 ** (doublings - 1) * (0.8 + 0.4 * random());
    if (wait < longest) doublings += 1;
    return Math.min(wait, longest);
  };
}
