import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { shardRow } from '../../shared/shard/shard-keys.ts';
import { readShard } from '../../shared/shard/shard-store.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { OTHER, openWorld, TENANT } from '../fuzz/support/world.ts';

nothingUnhandled();

/** Broadcasts of which everything on the queues was given up at once, and of which nobody knows but the poison queues. */
async function stageOf(tenants: readonly string[]) {
  const world = await openWorld(80, 20);
  const broadcasts = openBroadcasts(world.context, []);
  const ids: string[] = [];
  for (const tenant of tenants) ids.push(await world.create(tenant, 'hello'));
  const { queues, poison } = world.storage;
  let given = 0;
  for (const name of ['deliver', 'plan'] as const) {
    for (const message of await queues[name].take(32, 60_000)) {
      await poison[name].put(message.text);
      await queues[name].remove(message);
      given++;
    }
  }
  return { world, broadcasts, ids, given, look: (id: string) => world.settle(broadcasts.get(id)) };
}

test('what the queues gave up is back at once, and the broadcast shows how much that was, to its end', async () => {
  const { world, broadcasts, ids, given, look } = await stageOf([TENANT]);
  const [id] = ids as [string];
  assert.ok(given >= 4);
  const { poisoned } = await world.settle(broadcasts.redrive(id));
  assert.equal(poisoned, given);
  const { poison } = world.storage;
  assert.equal(poison.deliver.length + poison.plan.length, 0);
  world.start(assert.ifError);
  assert.ok(await world.until(0.5, async () => (await broadcasts.get(id)).endedAt !== null), 'It waited for a timer.');
  const { outcome, poisoned: shown } = await look(id);
  assert.deepEqual([outcome, shown], ['all', given]);
});

test('one whose messages are lost altogether goes on at once', async () => {
  const { world, broadcasts, ids } = await stageOf([TENANT]);
  for (const message of await world.storage.poison.deliver.take(32, 0)) {
    await world.storage.poison.deliver.remove(message);
  }
  await world.settle(broadcasts.redrive(ids[0]!));
  world.start(assert.ifError);
  assert.ok(await world.until(0.4, async () => (await broadcasts.get(ids[0]!)).endedAt !== null));
});

test('exceptions that were counted on a shard are forgotten, and nobody fails by the next one', async () => {
  const { world, broadcasts, ids } = await stageOf([TENANT]);
  const [id] = ids as [string];
  const key = world.user(19);
  const { deliveries } = world.context.tables;
  await deliveries.write(id, [{ do: 'merge', key: shardRow(key), values: { faults: 4 } }]);
  await world.settle(broadcasts.redrive(id));
  assert.equal((await readShard(world.context, { broadcast: id, key }))?.faults, 0);
});

test('all of everybody is driven on by one call, or all of one tenant', async () => {
  const { world, broadcasts, ids, given } = await stageOf([TENANT, OTHER]);
  const one = await world.settle(broadcasts.redriveAll({ tenant: TENANT }));
  assert.deepEqual(one, { messages: given, broadcasts: [ids[0]] });
  const all = await world.settle(broadcasts.redriveAll({}));
  assert.deepEqual(all, { messages: 0, broadcasts: [ids[1]] });
});

test('more than one batch of what was given up is put back', async () => {
  const { world, broadcasts } = await stageOf([]);
  for (let i = 0; i < 100; i++) await world.storage.poison.broadcasts.put(`job ${i}`);
  assert.equal((await world.settle(broadcasts.redriveAll({}))).messages, 100);
  assert.equal(world.storage.queues.broadcasts.length, 100);
});

test('asked twice at the same instant, it is done once; and one that has ended stays as it is', async () => {
  const { world, broadcasts, ids, look } = await stageOf([TENANT]);
  const [id] = ids as [string];
  await world.settle(Promise.all([broadcasts.redrive(id), broadcasts.redrive(id)]));
  await world.settle(broadcasts.redrive(id));
  const jobs = world.logged.filter(({ event }) => event === 'redriven').length;
  assert.equal(jobs, 1);
  world.start(assert.ifError);
  assert.ok(await world.until(2, async () => (await broadcasts.get(id)).endedAt !== null));
  const ended = await look(id);
  await world.until(1, async () => false);
  assert.deepEqual(await world.settle(broadcasts.redrive(id)), ended);
  for (let i = 0; i < 80; i++) assert.equal(world.received(TENANT, world.user(i)), 1);
});

test('one that is being sent is not disturbed by it', async () => {
  const { world, broadcasts, ids, look } = await stageOf([TENANT]);
  const [id] = ids as [string];
  const { context } = world;
  const { send } = context.teams;
  context.teams.send = async (to, activity) => {
    await context.clock.sleep(1_500);
    return await send(to, activity);
  };
  await world.settle(broadcasts.redrive(id));
  await world.settle(context.clock.sleep(10_000));
  world.start(assert.ifError);
  while ((await look(id)).counts.sending === 0) await world.settle(context.clock.sleep(100));
  await world.settle(broadcasts.redrive(id));
  assert.equal(world.logged.filter(({ event }) => event === 'redriven').length, 2);
  assert.ok(await world.until(2, async () => (await broadcasts.get(id)).endedAt !== null));
  const { counts } = await look(id);
  assert.deepEqual([counts.delivered, counts.uncertain], [80, 0]);
  for (let i = 0; i < 80; i++) assert.equal(world.received(TENANT, world.user(i)), 1);
});
