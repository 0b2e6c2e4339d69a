import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measuresOf } from '../../bench/lanes/measures.ts';
import { type LanesCase, runLanes } from '../../bench/lanes/run.ts';

/** The app's own code in virtual time, on two processes; bench/lanes tells the figures. */
const RATE = 45;
const two = { processes: 2, rate: RATE } as const;
/** A look at the queue takes six seconds at most. */
const WITHIN = 10_000;

/** Of many bulk broadcasts each takes four slots of a host: twelve take all of two hosts', and wait for more. */
const bulks = { 'one to 100,000': [1, 100_000, [1]], 'twelve that take all slots': [12, 8_400, [1, 2]] } as const;

for (const [what, [bulk, people, seeds]] of Object.entries(bulks)) {
  test(`an urgent broadcast to 2,000 begins within seconds beside ${what}, and has the pace until its end`, async () => {
    for (const seed of seeds) {
      const of: LanesCase = { ...two, bulk, people, coming: { to: 2_000, priority: 'urgent' }, seed };
      const run = await runLanes(of);
      const { first, rate, mostOfAll, back, bulkAfter } = measuresOf(run);
      assert.ok(first <= WITHIN, `it began after ${first} ms`);
      assert.ok(rate >= 0.8 * RATE, `${rate} a second`);
      assert.ok(mostOfAll <= 1.1 * RATE + 2, `${mostOfAll} in one second`);
      assert.ok(back <= 5_000, `bulk went on after ${back} ms`);
      assert.ok(bulkAfter >= 0.95 * RATE, `and then at ${bulkAfter} a second`);
    }
  });
}

test('while an urgent broadcast takes its time, bulk neither floods the queue nor is taken for dead', async () => {
  const coming = { to: 20_000, priority: 'urgent' } as const;
  const { jobs, revivals } = await runLanes({ ...two, bulk: 1, people: 20_000, coming, seed: 1 });
  // One a chain of both, and those that were put back before their message is deleted.
  assert.ok(jobs <= 3 * 4, `${jobs} jobs are on the queues`);
  assert.equal(revivals, 0);
});

test('a broadcast with a rate of its own has that beside bulk, no more in any second, and bulk has the rest', async () => {
  for (const [maxRate, to] of [
    [20, 600],
    [10, 300],
    [1, 60],
  ] as const) {
    const run = await runLanes({ ...two, bulk: 1, people: 20_000, coming: { to, maxRate }, seed: maxRate });
    const { most, rate, share, mostOfAll } = measuresOf(run);
    assert.ok(most <= maxRate + 2, `${most} in one second`);
    assert.ok(rate >= 0.9 * maxRate, `${rate} a second`);
    assert.ok(rate / share >= 0.95 * RATE, `${rate / share} a second of all`);
    assert.ok(mostOfAll <= 1.1 * RATE + 2, `${mostOfAll} in one second`);
    assert.equal(run.revivals, 0);
  }
});

test('an urgent broadcast with a rate of its own leaves bulk the rest', async () => {
  const coming = { to: 300, priority: 'urgent', maxRate: 10 } as const;
  const { most, rate, share } = measuresOf(await runLanes({ ...two, bulk: 1, people: 20_000, coming, seed: 1 }));
  assert.ok(most <= 12 && rate >= 9, `${rate} a second, ${most} in one`);
  assert.ok(rate / share >= 0.95 * RATE, `${rate / share} a second of all`);
});
