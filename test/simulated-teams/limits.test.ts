import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Limits, THREAD_RULES } from '../../local/teams/limits/limits.ts';
import { PeakMeter } from '../../local/teams/limits/peak.ts';
import { retryAfterHeader } from '../../local/teams/limits/retry-after.ts';
import { slidingWindows, tokenBucket } from '../../local/teams/limits/windows.ts';

/** Arrivals: gaps in milliseconds, and what each costs. */
const arrivals = fc
  .array(fc.record({ gap: fc.nat(400), cost: fc.constantFrom(1, 1, 1, 2) }), {
    minLength: 1,
    maxLength: 300,
    size: 'max',
  })
  .map((gaps) => {
    let now = 0;
    return gaps.map(({ gap, cost }) => {
      now += gap;
      return { now, cost };
    });
  });
const rules = fc.array(
  fc.record({ requests: fc.integer({ min: 2, max: 12 }), ms: fc.integer({ min: 1, max: 3000 }) }),
  {
    minLength: 1,
    maxLength: 3,
  },
);

test('sliding windows never let more through in any window than a rule allows, and refuse only when one is full', () => {
  fc.assert(
    fc.property(rules, arrivals, (someRules, requests) => {
      const limiter = slidingWindows(someRules);
      const admitted: number[] = [];
      for (const { now, cost } of requests) {
        const counts = someRules.map(({ ms }) => admitted.filter((at) => at > now - ms).length);
        const isFull = someRules.some((rule, n) => counts[n]! + cost > rule.requests);
        const wait = limiter.wait(now, cost);
        assert.equal(wait > 0, isFull);
        if (wait > 0) continue;
        limiter.take(now, cost);
        for (let n = 0; n < cost; n++) admitted.push(now);
      }
    }),
  );
});

test('who waits as long as told is let in, and a millisecond earlier is not', () => {
  fc.assert(
    fc.property(rules, arrivals, (someRules, requests) => {
      const limiter = slidingWindows(someRules);
      for (const { now, cost } of requests) {
        const wait = limiter.wait(now, cost);
        if (wait > 0) {
          assert.ok(limiter.wait(now + wait - 1, cost) > 0);
          assert.equal(limiter.wait(now + wait, cost), 0);
        } else limiter.take(now, cost);
      }
    }),
  );
});

test('a token bucket lets a burst through and then the rate', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), arrivals, (requests, some) => {
      const limiter = tokenBucket({ requests, ms: 1000 });
      let admitted = 0;
      const first = some[0]!.now;
      for (const { now, cost } of some) {
        if (limiter.wait(now, cost) > 0) continue;
        limiter.take(now, cost);
        admitted += cost;
        assert.ok(admitted <= requests + ((now - first) * requests) / 1000 + 1e-6);
      }
    }),
  );
});

test('the peak meter finds the highest count of any sliding second', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(700), { minLength: 1, maxLength: 200, size: 'max' }), (gaps) => {
      const meter = new PeakMeter();
      const times: number[] = [];
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        times.push(now);
        meter.count(now);
      }
      const highest = Math.max(...times.map((end) => times.filter((at) => at > end - 1000 && at <= end).length));
      assert.equal(meter.highest, highest);
    }),
  );
});

test('a tenant has 50 requests in any sliding second, over all threads and kinds', () => {
  const limits = new Limits();
  for (let n = 0; n < 50; n++) {
    const budget = (['send', 'create', 'roster'] as const)[n % 3]!;
    assert.equal(limits.admit(1000 + n, budget, `thread ${n}`), 0);
  }
  assert.equal(limits.admit(1050, 'send', 'another'), 950);
  assert.equal(limits.admit(1999, 'send', 'another'), 1);
  assert.equal(limits.admit(2000, 'send', 'another'), 0);
});

test('a split message needs room for two', () => {
  const limits = new Limits({ perSecond: 3 });
  assert.equal(limits.admit(0, 'send', 'a', 2), 0);
  assert.equal(limits.admit(1, 'send', 'b', 2), 999);
  assert.equal(limits.admit(1, 'send', 'b', 1), 0);
});

test('one thread has limits of its own, twice as high for rosters', () => {
  const perSecond = THREAD_RULES[0]!.requests;
  for (const [budget, expected] of [
    ['send', perSecond],
    ['create', perSecond],
    ['roster', 2 * perSecond],
  ] as const) {
    const limits = new Limits({ algorithm: 'off' });
    const admitted = Array.from({ length: 30 }, () => limits.admit(5, budget, 'thread')).filter((wait) => wait === 0);
    assert.equal(admitted.length, expected, budget);
    assert.equal(limits.admit(5, budget, 'another thread'), 0);
  }
});

test('a refused request takes nothing from either budget', () => {
  const limits = new Limits({ perSecond: 10 });
  for (let n = 0; n < 7; n++) assert.equal(limits.admit(0, 'send', 'thread'), 0);
  for (let n = 0; n < 20; n++) assert.ok(limits.admit(0, 'send', 'thread') > 0);
  for (let n = 0; n < 3; n++) assert.equal(limits.admit(0, 'send', `other ${n}`), 0);
  assert.ok(limits.admit(0, 'send', 'other 3') > 0);
});

test('limits can be off altogether', () => {
  const limits = new Limits('off');
  for (let n = 0; n < 1000; n++) assert.equal(limits.admit(0, 'send', 'thread'), 0);
});

test('Retry-After is whole seconds, decimal ones, a date or missing; who obeys it is never too early', () => {
  assert.equal(retryAfterHeader('seconds', 1, 0), '1');
  assert.equal(retryAfterHeader('seconds', 1001, 0), '2');
  assert.equal(retryAfterHeader('decimal', 250, 0), '0.25');
  assert.equal(retryAfterHeader('decimal', 0.2, 0), '0.001');
  assert.equal(retryAfterHeader('date', 10, 500), 'Thu, 01 Jan 1970 00:00:01 GMT');
  assert.equal(retryAfterHeader('none', 10, 0), undefined);
});
