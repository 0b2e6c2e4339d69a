import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median } from '../../bench/median.ts';
import { rateOf, slowestStretch } from '../../bench/storage/rate.ts';

const everyMs = (interval: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => from + i * interval);

test('the rate is that between the first and the last, whenever they were', () => {
  assert.equal(rateOf(everyMs(20, 501, 1_000_000)), 50);
  assert.equal(rateOf([]), 0);
  assert.equal(rateOf([5]), 0);
});

test('the slowest stretch is found in the middle, not at the ends', () => {
  const slow = everyMs(1_000, 10, 10_000);
  const fast = [...everyMs(100, 100), ...everyMs(100, 100, 20_000)];
  const end = everyMs(5_000, 4, 30_000);
  assert.equal(slowestStretch([...fast, ...slow, ...end].toSorted((a, b) => a - b)), 1);
});

test('the median is the middle, or between the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([9, 1, 5, 6]), 5.5);
});
