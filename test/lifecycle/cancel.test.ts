import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';
import { steeringStage } from './steering-stage.ts';

nothingUnhandled();

test('when what was reserved has died nobody is shown as pending, though the answers of some are missing', async () => {
  const world = await openWorld(400, 50);
  const { context } = world;
  const broadcasts = openBroadcasts(context, [TENANT]);
  const { send } = context.teams;
  let posts = 0;
  context.teams.send = async (to, activity) => {
    await context.clock.sleep(++posts % 30 === 0 ? 14_900 : 200);
    return await send(to, activity);
  };
  const id = await world.create(TENANT, 'hello');
  world.start(() => {});
  const look = () => world.settle(broadcasts.get(id));
  while ((await look()).counts.delivered < 60) await world.settle(context.clock.sleep(100));
  await world.settle(broadcasts.cancel(id));
  await world.settle(context.clock.sleep(context.timing.tokenLife + 100));
  const { counts, status } = await look();
  assert.deepEqual([status, counts.pending], ['canceling', 0]);
  assert.ok(counts.sending > 0 && counts.canceled > 100, JSON.stringify(counts));
  const { items } = await world.settle(broadcasts.deliveries(id, { limit: 1_000 }));
  for (const state of ['sending', 'canceled', 'delivered'] as const) {
    assert.equal(items.filter((item) => item.state === state).length, counts[state], state);
  }
  assert.ok(await world.until(5, async () => (await broadcasts.get(id)).endedAt !== null));
  assert.equal((await look()).counts.canceled, counts.canceled);
});

test('not all have the message when some were never planned', async () => {
  const world = await openWorld(60, 2);
  const { queues } = world.context;
  const put = queues.plan.put.bind(queues.plan);
  // Only the first page is planned, by the request that creates the broadcast.
  queues.plan.put = async (text, delay) => (text.includes('"do":"plan"') ? undefined : await put(text, delay));
  const broadcasts = openBroadcasts(world.context, [TENANT]);
  const id = await world.create(TENANT, 'hello');
  world.start(() => {});
  assert.ok(await world.until(1, async () => (await broadcasts.get(id)).counts.delivered === 10));
  await world.settle(broadcasts.cancel(id));
  assert.ok(await world.until(1, async () => (await broadcasts.get(id)).endedAt !== null));
  const { status, planned, outcome, counts } = await world.settle(broadcasts.get(id));
  assert.deepEqual([status, planned, counts.delivered, counts.audience], ['canceled', false, 10, 10]);
  assert.equal(outcome, 'some');
});

test('of what somebody has paused and then canceled or recalled nobody is told to resume it', async () => {
  for (const action of ['cancel', 'recall'] as const) {
    const stage = await steeringStage(100, 10, () => ({}));
    const { broadcasts, world } = stage;
    const id = await stage.send();
    const paused = await world.settle(broadcasts.pause(id, 'ada'));
    assert.equal(paused.problem?.code, 'paused');
    const closing = await world.settle(broadcasts[action](id));
    assert.deepEqual([closing.status, closing.problem], ['canceling', null]);
    assert.ok(await stage.ended(id, 3));
    const { status, problem } = await stage.look(id);
    assert.deepEqual([status, problem], ['canceled', null]);
  }
});

test('while it is paused nobody is told when it will be over', async () => {
  const stage = await steeringStage(3_000, 100, () => ({}));
  const id = await stage.send();
  await stage.wait(0.3);
  assert.ok((await stage.look(id)).eta);
  const paused = await stage.world.settle(stage.broadcasts.pause(id, 'ada'));
  assert.deepEqual([paused.rate !== 0, paused.eta], [true, null]);
});
