import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdingOf } from '../../bench/pace/holding.ts';
import { type PaceCase, runPace } from '../../bench/pace/run.ts';

/** The app's own code in virtual time, under a limit nobody told it of; bench/pace goes through more of these. */
const usual = { configured: 45, processes: 1, retryAfter: true, seed: 1 } as const;

/** As long as it takes until the first minute of learning weighs little; where the limit forgives, or is not met, less. */
const cases: readonly Pick<PaceCase, 'configured' | 'perSecond' | 'algorithm' | 'processes' | 'minutes'>[] = [
  { configured: 45, perSecond: 20, algorithm: 'sliding', processes: 2, minutes: 15 },
  { configured: 100, perSecond: 20, algorithm: 'sliding', processes: 1, minutes: 10 },
  { configured: 100, perSecond: 50, algorithm: 'sliding', processes: 2, minutes: 10 },
  { configured: 100, perSecond: 80, algorithm: 'sliding', processes: 1, minutes: 6 },
  { configured: 45, perSecond: 20, algorithm: 'bucket', processes: 2, minutes: 8 },
  { configured: 100, perSecond: 50, algorithm: 'bucket', processes: 1, minutes: 5 },
];

for (const { configured, perSecond, algorithm, processes, minutes } of cases) {
  const who = processes === 1 ? 'one process' : 'two processes';
  const how = algorithm === 'sliding' ? 'in any second' : 'as a token bucket';
  test(`${who}, ${configured} a second configured, ${perSecond} allowed ${how}: 95 % is held, with next to no 429`, async () => {
    const of = { ...usual, configured, perSecond, algorithm, processes, minutes };
    const { share, refused } = holdingOf(await runPace(of));
    assert.ok(share >= 0.95, `${share}`);
    assert.ok(refused <= 0.01, `${refused}`);
  });
}

test('two processes at 45 a second keep out of the way of a limit of 50', async () => {
  const of = { ...usual, perSecond: 50, algorithm: 'sliding', processes: 2, minutes: 5 } as const;
  const { share, refused } = holdingOf(await runPace(of));
  assert.ok(share >= 0.95, `${share}`);
  assert.ok(refused <= 0.001, `${refused}`);
});

for (const retryAfter of [true, false]) {
  const how = retryAfter ? 'with' : 'without';
  test(`within a minute after a storm of 429s ${how} Retry-After the rate is what it was`, async () => {
    for (const perSecond of [20, 50]) {
      const storm = { from: 120, seconds: 60 };
      const run = await runPace({ ...usual, perSecond, algorithm: 'sliding', minutes: 5, retryAfter, storm });
      const { recovery } = holdingOf(run);
      assert.ok(recovery !== undefined && recovery <= 60, `${perSecond}: ${recovery} s`);
      const during = run.refused.slice(120, 180).reduce((sum, count) => sum + count, 0);
      assert.ok(during > 0 && during < 300, `${during} requests went into the storm`);
    }
  });
}
