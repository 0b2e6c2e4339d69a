import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine } from '../../local/simulation/machine.ts';
import { VirtualTime } from '../../local/simulation/virtual-time.ts';
import { clockSuite } from './clock-suite.ts';

const start = Date.UTC(2026, 10, 25);

function openMachine(skew = 0) {
  const time = new VirtualTime(start);
  const { clock } = new Machine('one', time, () => 0.5, skew);
  async function until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await time.run(Number.POSITIVE_INFINITY, () => isSettled);
    assert.ok(isSettled, 'time has come to its end, and it is not settled');
    return await promise;
  }
  return { clock, until, time };
}

clockSuite('virtual time', () => openMachine());

test('virtual time passes exactly as far as somebody sleeps', async () => {
  const { clock, until, time } = openMachine();
  await until(clock.sleep(1_234.5));
  assert.equal(time.now, start + 1_234.5);
});

test('a machine whose time of day is wrong measures the same intervals', async () => {
  const [right, wrong] = [openMachine(), openMachine(-250)];
  for (const { clock, until } of [right, wrong]) await until(clock.sleep(90));
  assert.equal(wrong.clock.now() - right.clock.now(), -250);
  assert.equal(wrong.clock.monotonic() - start, right.clock.monotonic() - start);
});
