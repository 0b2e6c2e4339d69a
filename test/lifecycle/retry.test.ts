import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { cancelBroadcast, carryOutCancel } from '../../shared/lifecycle/cancel.ts';
import { pauseBroadcast } from '../../shared/lifecycle/pause.ts';
import { readBroadcast, readPlan } from '../../shared/records/store.ts';
import { shardRow } from '../../shared/shard/shard-keys.ts';
import { StorageUnavailable, type Table } from '../../shared/storage/table.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld, TENANT, type World } from '../fuzz/support/world.ts';

nothingUnhandled();

/** A broadcast, and a Teams that can be made to refuse the message. */
async function stageOf(people: number, shardSize: number) {
  const world = await openWorld(people, shardSize);
  const { context } = world;
  const { send } = context.teams;
  const teams = { refuses: (): boolean => false };
  context.teams.send = async (to, activity) =>
    teams.refuses() ? { kind: 'refused', status: 413 } : await send(to, activity);
  const broadcasts = openBroadcasts(context, [TENANT]);
  const id = await world.create(TENANT, 'hello');
  const look = () => world.settle(broadcasts.get(id));
  const hasEnded = async () => (await broadcasts.get(id)).endedAt !== null;
  const retry = (run: number, ...states: ('failed' | 'uncertain' | 'canceled')[]) =>
    world.settle(broadcasts.retry(id, { run, states }));
  return { world, context, teams, broadcasts, id, look, hasEnded, retry };
}

/** Everybody is refused in the first run. */
async function failedStage(people: number, shardSize: number) {
  const stage = await stageOf(people, shardSize);
  stage.teams.refuses = () => true;
  stage.world.start(() => {});
  assert.ok(await stage.world.until(5, stage.hasEnded));
  assert.equal((await stage.look()).counts.failed, people);
  stage.teams.refuses = () => false;
  return stage;
}

async function damage({ context }: World, broadcast: string, key: string, column: string): Promise<void> {
  const row = (await context.tables.deliveries.read(broadcast, key))!;
  const values = { ...row.values, [column]: new Uint8Array([1, 2, 3]) };
  await context.tables.deliveries.write(broadcast, [{ do: 'put', key, values }]);
}

for (const column of ['details', 'failed']) {
  test(`a retry is not held up by a shard whose ${column} are damaged`, async () => {
    const { world, id, look, hasEnded, retry } = await failedStage(6, 2);
    await damage(world, id, shardRow(world.user(3)), column);
    await retry(1, 'failed');
    assert.ok(await world.until(5, hasEnded), 'It does not end.');
    const { delivered, uncertain } = (await look()).counts;
    // How those of the damaged shard stood may be lost; then they are uncertain.
    assert.deepEqual([delivered, uncertain], column === 'details' ? [4, 2] : [6, 0]);
  });
}

test('storage that is out while a retry goes through the shards ends no process: it goes on afterwards', async () => {
  const { world, context, id, look, hasEnded, retry } = await failedStage(6, 2);
  const { deliveries } = context.tables;
  const { range, read } = deliveries as { -readonly [K in keyof Table]: Table[K] };
  await retry(1, 'failed');
  let isOut = false;
  // The service ends a page where it likes, and is out from the first page of shards on.
  Object.assign(deliveries, {
    read: async (...[partition, key, columns]: Parameters<Table['read']>) => {
      if (isOut) throw new StorageUnavailable('out');
      return await read(partition, key, columns);
    },
    range: async (...[partition, asked]: Parameters<Table['range']>) => {
      if (isOut) throw new StorageUnavailable('out');
      const page = await range(partition, { ...asked, limit: 1 });
      isOut = partition === id;
      return page;
    },
  });
  await world.until(2, async () => false);
  Object.assign(deliveries, { read, range });
  assert.ok(await world.until(10, hasEnded), 'It does not end.');
  assert.equal((await look()).counts.delivered, 6);
});

test('a cancel that is late by a run lets nobody be told whom the retry did not ask for', async () => {
  const { world, context, id, look, hasEnded, retry } = await stageOf(60, 2);
  await world.settle(cancelBroadcast(context, TENANT, id));
  const asOfTheCancel = (await world.settle(readBroadcast(context, TENANT, id)))!;
  world.start(() => {});
  assert.ok(await world.until(5, hasEnded));
  await retry(1, 'failed');
  const isStopped = async () => (await readPlan(context, id))?.stop === 2;
  await world.settle(
    (async () => {
      while (!(await isStopped())) await context.clock.sleep(50);
    })(),
  );
  await world.settle(carryOutCancel(context, asOfTheCancel));
  await world.until(5, async () => false);
  assert.ok(await world.settle(hasEnded()));
  const { audience, canceled } = (await look()).counts;
  assert.deepEqual([audience, canceled], [10, 10]);
});

test('a retry that finds nobody in the asked states ends, though nobody looks', async () => {
  const { world, context, id, hasEnded, retry } = await stageOf(4, 2);
  world.start(() => {});
  assert.ok(await world.until(5, hasEnded));
  await retry(1, 'canceled');
  const began = world.time.now;
  const row = async () => (await readBroadcast(context, TENANT, id))!;
  await world.settle(
    (async () => {
      while ((await row()).rerun?.resettingSince !== undefined) await context.clock.sleep(50);
      while ((await row()).endedAt === undefined) await context.clock.sleep(50);
    })(),
  );
  assert.ok((await row()).endedAt! - began < 6_000, 'It waited for the watcher.');
});

test('the rate of a retry counts those who were told by it, not all who have the message', async () => {
  const { world, context, teams, look, hasEnded, retry } = await stageOf(2_000, 100);
  let n = 0;
  teams.refuses = () => ++n % 100 === 0;
  world.start(() => {});
  assert.ok(await world.until(5, hasEnded));
  assert.equal((await look()).counts.failed, 20);
  await world.until(5, async () => false);
  teams.refuses = () => false;
  const { send } = context.teams;
  // One after the other, so that whoever looks sees some of them answered, and not all.
  let late = 3_000;
  context.teams.send = async (to, activity) => {
    late += 400;
    await context.clock.sleep(late);
    return await send(to, activity);
  };
  await retry(1, 'failed');
  const rates: number[] = [];
  for (let view = await look(); view.endedAt === null; view = await look()) {
    rates.push(view.rate!);
    await world.settle(context.clock.sleep(200));
  }
  assert.ok(Math.max(...rates) > 0, 'No rate was shown.');
  assert.ok(Math.max(...rates) <= 20, `${Math.max(...rates)} a second, of twenty in all`);
});

test('a retry that leaves the rest of a canceled audience alone is not planning', async () => {
  const { world, context, teams, broadcasts, id, look, hasEnded, retry } = await stageOf(60, 2);
  const put = context.queues.plan.put.bind(context.queues.plan);
  // Only the first page is planned, by the request that creates the broadcast.
  for (const message of await context.queues.plan.take(32, 60_000)) await context.queues.plan.remove(message);
  context.queues.plan.put = async (text, delay) => (text.includes('"do":"plan"') ? undefined : await put(text, delay));
  teams.refuses = () => true;
  world.start(() => {});
  assert.ok(await world.until(1, async () => (await broadcasts.get(id)).counts.failed === 10));
  await world.settle(broadcasts.cancel(id));
  assert.ok(await world.until(5, hasEnded));
  await retry(1, 'failed');
  const { send } = context.teams;
  teams.refuses = () => false;
  context.teams.send = async (to, activity) => {
    await context.clock.sleep(1_000);
    return await send(to, activity);
  };
  while ((await look()).counts.sending === 0) await world.settle(context.clock.sleep(50));
  const { status, planned } = await look();
  assert.deepEqual([status, planned], ['sending', false]);
  assert.ok(await world.until(1, hasEnded));
});

test('what was refused to an earlier run pauses no later one', async () => {
  const { world, context, id, look, hasEnded, retry } = await failedStage(4, 2);
  await retry(1, 'failed');
  const job = { tenant: TENANT, broadcast: id, run: 1 };
  await world.settle(pauseBroadcast(context, job, 'credential-refused'));
  assert.notEqual((await look()).status, 'paused');
  assert.ok(await world.until(5, hasEnded));
  assert.equal((await look()).outcome, 'all');
});
