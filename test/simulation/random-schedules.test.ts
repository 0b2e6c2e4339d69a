import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulate } from '../../local/simulation/simulate.ts';

/** Schedules are run for this long, ms; `npm run simulate -- --seeds N` runs as many as one likes. */
const TIME = 45_000;

test('no random schedule of crashes, lost answers and frozen processes breaks a promise', async (t) => {
  const end = performance.now() + TIME;
  const first = 1;
  const sum = { schedules: 0, recipients: 0, crashes: 0, uncertain: 0 };
  while (performance.now() < end) {
    const { seed, broken, timeline, figures } = await simulate(first + sum.schedules);
    const replay = `npm run simulate -- --seed ${seed}`;
    assert.deepEqual(broken, [], `${replay}\n${timeline.slice(-40).join('\n')}`);
    sum.schedules++;
    sum.recipients += figures.recipients;
    sum.crashes += figures.crashes;
    sum.uncertain += figures.uncertain;
  }
  t.diagnostic(`${sum.schedules} schedules from seed ${first}: ${JSON.stringify(sum)}`);
  assert.ok(sum.crashes > 0, 'Something must have crashed for this to mean anything.');
});

test('the same seed is the same run', async () => {
  assert.deepEqual(await simulate(7), await simulate(7));
});
