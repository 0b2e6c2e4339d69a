import type { ReasonCounts } from '../lifecycle/count-reasons.ts';
import { reasonOf } from '../shard/reasons.ts';
import type { ReasonView } from './views/delivery.ts';

/** Reasons as they are shown: the most frequent first, those as frequent in the order of their codes. */
export function reasonViews(counts: ReasonCounts): readonly ReasonView[] {
  const views = [...counts].map(([code, states]) => {
    const count = Object.values(states).reduce((sum, n) => sum + n, 0);
    return { ...reasonOf(code), count, states };
  });
  return views.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
