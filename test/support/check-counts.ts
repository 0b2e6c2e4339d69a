import assert from 'node:assert/strict';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';

/** Counts always add up: the audience is the sum of all states, at every moment. */
export function checkCounts(view: BroadcastView): BroadcastView {
  const { audience, ...states } = view.counts;
  const sum = Object.values(states).reduce((a, b) => a + b, 0);
  assert.equal(audience, sum, `the counts don't add up: ${JSON.stringify(view.counts)}`);
  for (const [state, count] of Object.entries(states)) assert.ok(count >= 0, `${count} are ${state}`);
  if (view.endedAt !== null) assert.equal(view.counts.pending + view.counts.sending, 0, 'it ended with work left');
  return view;
}
