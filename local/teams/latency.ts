import { seededFraction } from './org/seeded.ts';

/** How long an answer takes, in milliseconds: always the same, or evenly spread between two bounds. */
export type Latency = number | { readonly min: number; readonly max: number };

/**
 * The latency of one request, in milliseconds.
 * @param request its number: the same seed and number always take the same time
 */
export function latencyOf(latency: Latency, seed: number, request: number): number {
  if (typeof latency === 'number') return latency;
  return latency.min + (latency.max - latency.min) * seededFraction('latency', seed, request);
}
