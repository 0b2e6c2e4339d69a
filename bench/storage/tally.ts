import type { StorageOperation } from './classify.ts';

/** How many operations of one sort there were. */
export interface Tally {
  readonly what: string;
  readonly count: number;
}

/** Counts operations by target and kind, the most frequent first. */
export function tally(operations: readonly StorageOperation[]): readonly Tally[] {
  const counts = new Map<string, number>();
  for (const { service, target, kind } of operations) {
    const what = `${service} ${target}: ${kind}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => ({ what, count })).toSorted((a, b) => b.count - a.count);
}
