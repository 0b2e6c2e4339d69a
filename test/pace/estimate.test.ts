import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Estimate, learn, rateOf } from '../../shared/pace/estimate.ts';

const CEILING = 100;
const fresh: Estimate = { limit: CEILING, refused: CEILING, sure: 0, trips: 0 };

/** Any estimate that refusals can lead to. */
const estimates = fc
  .array(fc.double({ min: 0, max: 3_000, noNaN: true }), { maxLength: 40 })
  .map((all) => all.reduce((estimate, sent) => learn(estimate, rateOf(estimate, sent, CEILING), sent), fresh));
const seconds = fc.double({ min: 0, max: 10_000, noNaN: true });

test('the rate is never over the configured one, never under one a second, and never falls without a refusal', () => {
  fc.assert(
    fc.property(estimates, seconds, seconds, (estimate, sent, more) => {
      const rate = rateOf(estimate, sent, CEILING);
      assert.ok(rate >= 1 && rate <= CEILING);
      assert.ok(rateOf(estimate, sent + more, CEILING) >= rate);
    }),
  );
});

test('a refusal always lowers the rate, and never to less than half', () => {
  fc.assert(
    fc.property(estimates, seconds, (estimate, sent) => {
      const rate = rateOf(estimate, sent, CEILING);
      const { limit } = learn(estimate, rate, sent);
      assert.ok(limit < rate || limit === 1, `${rate} to ${limit}`);
      assert.ok(limit >= rate / 2.0001 || limit >= estimate.limit * 0.99, `${rate} to ${limit}`);
    }),
  );
});

test('whatever was learned is forgotten without refusals: the configured rate is back within a quarter of an hour', () => {
  fc.assert(
    fc.property(estimates, (estimate) => {
      assert.equal(rateOf({ ...estimate, limit: Math.max(20, estimate.limit) }, 900, CEILING), CEILING);
    }),
  );
});

test('the slowest rate is not lowered by a try for more that was refused', () => {
  assert.equal(learn({ ...fresh, limit: 1, sure: 1 }, 1, 60).limit, 1);
});

test('what got through in less than a second after a pause is what fits in one', () => {
  // 24 requests at 40 a second, then a 429: the limit is 24.
  const { limit } = learn({ ...fresh, limit: 40 }, 40, 0.6);
  assert.ok(limit > 22.8 && limit < 24, `${limit}`);
});

test('who has an idea of the limit does not give it up for a refusal right after a pause: others may have sent', () => {
  for (const sent of [0, 0.2, 0.9]) {
    const { limit } = learn({ ...fresh, limit: 48, refused: 49, sure: 2 }, 48, sent);
    assert.ok(limit > 0.97 * 48, `${limit} after ${sent} s`);
  }
});

test('tries for more are the rarer the more often they were refused at the same place', () => {
  let estimate: Estimate = { ...fresh, limit: 19.2 };
  let before = 0;
  for (let tries = 0; tries < 4; tries++) {
    let sent = 0;
    while (rateOf(estimate, sent, CEILING) < 19.5) sent++;
    assert.ok(sent > before, `${sent} s after ${before} s`);
    before = sent;
    estimate = learn(estimate, rateOf(estimate, sent, CEILING), sent);
  }
  assert.ok(before > 300);
});
