import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff } from '../../local/host/backoff.ts';

test('waits grow from 100 ms to the longest, and begin again when messages were found', () => {
  const next = backoff(1000, () => 0.5);
  assert.deepEqual([next(false), next(false), next(false), next(false)], [100, 200, 300, 500]);
  assert.deepEqual([next(false), next(false), next(false)], [900, 1000, 1000]);
  assert.deepEqual([next(true), next(false)], [100, 200]);
});

test('waits are spread by a fifth either way', () => {
  const [low, high] = [backoff(5000, () => 0), backoff(5000, () => 1)];
  low(true);
  high(true);
  assert.equal(low(false), 180);
  assert.equal(high(false), 220);
});
