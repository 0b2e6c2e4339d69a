import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../shared/clock.ts';
import { clockSuite } from './clock-suite.ts';

clockSuite('the machine’s own', () => ({ clock: systemClock, until: (promise) => promise }));

test('who asks for a sleep after long work in the same turn sleeps no less', async () => {
  await systemClock.sleep(1);
  const began = systemClock.monotonic();
  while (systemClock.monotonic() - began < 30);
  const before = systemClock.monotonic();
  await systemClock.sleep(20);
  const slept = systemClock.monotonic() - before;
  assert.ok(slept >= 19, `${slept} ms of 20`);
});
