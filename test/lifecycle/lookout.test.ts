import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLookout } from '../../shared/lifecycle/lookout.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { HALF, MINUTE, stage } from './look-stage.ts';

nothingUnhandled();

test('a process that is at work looks each half minute itself, also where it gets to no other job', async () => {
  const world = await stage();
  await world.create(TENANT, 'hello');
  await world.goTo(40_000);
  const at = (ms: number) => world.context.clock.sleep(ms);
  await world.settle(
    Promise.all([1, 2, 3].map((minutes) => withLookout(world.context, () => at(minutes * MINUTE - 5_000)))),
  );
  await world.pass(10 * MINUTE);
  assert.deepEqual(
    world.looks.map((ms) => Math.round(ms / 1_000)),
    [90, 150, 210],
  );
});

test('a look that storage does not let be made is said, and the next one is made', async () => {
  const world = await stage();
  const { range } = world.context.tables.broadcasts;
  world.context.tables.broadcasts.range = async (...args) => {
    if (world.time.now % (60 * MINUTE) < 2 * MINUTE) throw new Error('storage is out');
    return await range(...args);
  };
  await world.goTo(MINUTE);
  await world.settle(withLookout(world.context, () => world.context.clock.sleep(2 * MINUTE)));
  assert.deepEqual(
    world.logged.map(({ event, fields }) => [event, fields['error']]),
    [['watch-failed', 'Error: storage is out']],
  );
  assert.equal(world.looks.length, 1);
});

test('a process that is told to stop makes no look any more, whatever it is still at', async () => {
  const world = await stage();
  const stopping = new AbortController();
  const context = { ...world.context, stopping: stopping.signal };
  const done = withLookout(context, () => world.context.clock.sleep(2 * MINUTE));
  await world.goTo(HALF - 1_000);
  stopping.abort();
  await world.settle(done);
  assert.deepEqual(world.looks, []);
});

test('a process looks while it is at work, and again when it is at work again', async () => {
  const world = await stage();
  const work = () => world.settle(withLookout(world.context, () => world.context.clock.sleep(20_000)));
  for (const minute of [1, 4]) {
    await world.goTo(minute * MINUTE + 20_000);
    await work();
  }
  assert.deepEqual(world.looks, [MINUTE + HALF, 4 * MINUTE + HALF]);
});

test('a clock that is set back meanwhile has nobody look before the time', async () => {
  const world = await stage();
  let back = 0;
  const context = { ...world.context, now: () => world.time.now - back };
  const done = withLookout(context, () => world.context.clock.sleep(MINUTE));
  await world.goTo(HALF - 10_000);
  back = 3_000;
  await world.settle(done);
  assert.deepEqual(world.looks, [HALF + back]);
});
