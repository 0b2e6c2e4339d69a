import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdingOf } from '../../bench/pace/holding.ts';
import { type PaceCase, runPace } from '../../bench/pace/run.ts';

/** The app's own code in virtual time, under a limit nobody told it of. */
const usual = { configured: 45, processes: 1, minutes: 30, retryAfter: true, seed: 1 } as const;
/** Where the limit is not met, or forgives, less time shows as much; the first minute of learning weighs more then. */
const SHORT = 8;

const limits: readonly Pick<PaceCase, 'perSecond' | 'algorithm'>[] = [20, 50, 80].flatMap((perSecond) => [
  { perSecond, algorithm: 'sliding' },
  { perSecond, algorithm: 'bucket' },
]);

for (const { perSecond, algorithm } of limits) {
  const how = algorithm === 'sliding' ? 'in any second' : 'as a token bucket';
  for (const configured of perSecond < 45 ? [45] : [45, 100]) {
    test(`${configured} a second configured, ${perSecond} allowed ${how}: 95 % is held, with next to no 429`, async () => {
      const minutes = algorithm === 'sliding' && configured > perSecond ? usual.minutes : SHORT;
      const { share, refused } = holdingOf(await runPace({ ...usual, configured, perSecond, algorithm, minutes }));
      assert.ok(share >= 0.95, `${share}`);
      assert.ok(refused <= 0.01, `${refused}`);
    });
  }
}

test('two processes share a limit nobody told them of', async () => {
  const { share, refused } = holdingOf(
    await runPace({ ...usual, perSecond: 20, algorithm: 'bucket', processes: 2, minutes: SHORT }),
  );
  assert.ok(share >= 0.95, `${share}`);
  assert.ok(refused <= 0.01, `${refused}`);
});

test('two processes at 45 a second keep out of the way of a limit of 50', async () => {
  const { share, refused } = holdingOf(
    await runPace({ ...usual, perSecond: 50, algorithm: 'sliding', processes: 2, minutes: SHORT }),
  );
  assert.ok(share >= 0.95, `${share}`);
  assert.ok(refused <= 0.001, `${refused}`);
});

for (const retryAfter of [true, false]) {
  const how = retryAfter ? 'with' : 'without';
  test(`within a minute after a storm of 429s ${how} Retry-After the rate is what it was`, async () => {
    for (const perSecond of [20, 50]) {
      const storm = { from: 300, seconds: 60 };
      const run = await runPace({ ...usual, perSecond, algorithm: 'sliding', minutes: 8, retryAfter, storm });
      const { recovery } = holdingOf(run);
      assert.ok(recovery !== undefined && recovery <= 60, `${perSecond}: ${recovery} s`);
      const during = run.refused.slice(300, 360).reduce((sum, count) => sum + count, 0);
      assert.ok(during > 0 && during < 300, `${during} requests went into the storm`);
    }
  });
}
