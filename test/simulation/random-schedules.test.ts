import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutants } from '../../local/simulation/mutants.ts';
import { simulate } from '../../local/simulation/simulate.ts';

/** Schedules are run for this long, ms; `npm run simulate -- --seeds N` runs as many as one likes. */
const TIME = 45_000;
/** A broken promise of storage is noticed within so many schedules; in practice within ten. */
const SOON = 100;

test('no random schedule of crashes, lost answers and frozen processes breaks a promise', async (t) => {
  const end = performance.now() + TIME;
  const first = 1;
  const sum = { schedules: 0, recipients: 0, crashes: 0, uncertain: 0 };
  while (performance.now() < end) {
    const outcome = await simulate(first + sum.schedules);
    const replay = `npm run simulate -- --seed ${outcome.seed}`;
    assert.deepEqual(outcome.broken, [], `${replay}\n${outcome.timeline.slice(-40).join('\n')}`);
    sum.schedules++;
    sum.recipients += outcome.recipients;
    sum.crashes += outcome.crashes;
    sum.uncertain += outcome.uncertain;
  }
  t.diagnostic(`${sum.schedules} schedules from seed ${first}: ${JSON.stringify(sum)}`);
  console.log(`simulated ${sum.schedules} random schedules (${sum.recipients} recipients, ${sum.crashes} crashes)`);
  assert.ok(sum.crashes > 0, 'Something must have crashed for this to mean anything.');
});

test('the same seed is the same run', async () => {
  assert.deepEqual(await simulate(7), await simulate(7));
});

for (const [name, mutant] of Object.entries(mutants)) {
  test(`it is noticed when ${name}`, async () => {
    for (let seed = 1; seed <= SOON; seed++) {
      const { broken } = await simulate(seed, mutant);
      if (broken.length > 0) return;
    }
    assert.fail(`Not noticed in ${SOON} schedules.`);
  });
}
