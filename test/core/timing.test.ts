import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTiming, timing } from '../../shared/pace/timing.ts';

test('the durations in force are in order', () => {
  assert.equal(checkTiming(timing), timing);
});

test('durations out of order are refused by the relation they break', () => {
  assert.throws(() => checkTiming({ ...timing, waveLife: 15_000 }), /a wave is over before anybody takes it for dead/);
  assert.throws(() => checkTiming({ ...timing, gateRebuild: 1_000 }), /a rebuilt gate outlives every token/);
  assert.throws(() => checkTiming({ ...timing, tokenLife: 1_500 }), RangeError);
});
