import { MAX_HIDE_MS } from './limits.ts';

/** A message can be hidden for seven days; one that is due later comes sooner, and is put back. ms. */
export const longestDelay = (ms: number): number => Math.min(Math.max(0, ms), MAX_HIDE_MS);
