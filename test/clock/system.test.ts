import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../shared/clock.ts';
import { clockSuite } from './clock-suite.ts';

clockSuite('the machine’s own', () => ({ clock: systemClock, until: (promise) => promise }));

test('a sleep of a part of a millisecond more is not a millisecond less', async () => {
  for (let i = 0; i < 100; i++) {
    // Asked for at any moment within a millisecond.
    const began = systemClock.monotonic();
    while (systemClock.monotonic() - began < i / 100);
    const before = systemClock.monotonic();
    await systemClock.sleep(2.9);
    const slept = systemClock.monotonic() - before;
    assert.ok(slept >= 1.9, `${slept} ms of 2.9`);
  }
});
