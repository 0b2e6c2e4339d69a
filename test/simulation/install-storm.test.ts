import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulateInstalls } from '../../local/simulation/installs/simulate-installs.ts';

const MINUTE = 60_000;

test('the app is installed for everyone while machines die and storage fails: everybody is on record once, as they stand', async (t) => {
  const sum = { crashes: 0, again: 0, looks: 0, removed: 0 };
  for (let seed = 1; seed <= 4; seed++) {
    const { broken, figures, timeline } = await simulateInstalls(seed, 200, 3 * MINUTE);
    assert.deepEqual(broken, [], `seed ${seed}\n${timeline.slice(-40).join('\n')}`);
    sum.crashes += figures.crashes;
    sum.again += figures.posts - figures.events;
    sum.looks += figures.looks;
    sum.removed += figures.removed;
  }
  t.diagnostic(JSON.stringify(sum));
  for (const [what, count] of Object.entries(sum))
    assert.ok(count > 0, `There must be some for this to mean anything: ${what}`);
});
