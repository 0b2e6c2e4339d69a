import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checks } from '../../local/simulation/checks/verdicts.ts';
import { runSeeds } from '../../local/simulation/pool/run-seeds.ts';
import { type Outcome, simulate } from '../../local/simulation/simulate.ts';

/** Schedules are run for this long, ms; `npm run simulate -- --seeds N` runs as many as one likes. */
const TIME = 60_000;

test('no random schedule of crashes, lost answers, storms and frozen processes breaks a promise', async (t) => {
  const end = performance.now() + TIME;
  const sum = { schedules: 0, recipients: 0, crashes: 0, uncertain: 0 };
  let failed: Outcome | undefined;
  const take = (outcome: Outcome) => {
    if (outcome.broken.length > 0) failed ??= outcome;
    sum.schedules++;
    sum.recipients += outcome.figures.recipients;
    sum.crashes += outcome.figures.crashes;
    sum.uncertain += outcome.figures.uncertain;
    return failed !== undefined || performance.now() > end;
  };
  await runSeeds({ first: 1, count: Number.MAX_SAFE_INTEGER, threads: 1, take });
  const replay = `npm run simulate -- --seed ${failed?.seed}`;
  assert.deepEqual(failed?.broken ?? [], [], `${replay}\n${failed?.timeline.slice(-40).join('\n')}`);
  t.diagnostic(`${JSON.stringify(sum)} from seed 1`);
  assert.ok(sum.crashes > 0, 'Something must have crashed for this to mean anything.');
});

test('the same seed is the same run, line by line', async () => {
  for (const seed of [7, 8]) assert.deepEqual(await simulate(seed), await simulate(seed));
});

test('each check says what it means when it is broken', () => {
  for (const [check, says] of Object.entries(checks)) assert.match(says, /^[A-Z].*\.$/, check);
});
