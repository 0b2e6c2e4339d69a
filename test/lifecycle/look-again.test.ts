import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { workOnDeliverQueue } from '../../shared/delivery/deliver-queue.ts';
import { redrivePoison } from '../../shared/lifecycle/poison.ts';
import { tellQueueAges } from '../../shared/lifecycle/queue-ages.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { HALF, MINUTE, POLL, queued, stage } from './look-stage.ts';

nothingUnhandled();

suite('whoever loses all of their messages', { concurrency: true }, () => {
  for (let second = 0; second < 60; second += 5) {
    test(`${second} s after a round is found within a minute of the last write`, async () => {
      const world = await stage();
      world.start((error) => assert.ifError(error));
      // Somebody has had a broadcast before: what one of all begins with is not what is meant here.
      await world.goTo(5 * MINUTE + second * 1_000);
      const began = world.time.now;
      const { put } = world.context.queues.deliver;
      world.context.queues.deliver.put = async (text, wait) => {
        if (text.includes('"look"') || world.time.now > began + 10_000) await put(text, wait);
      };
      await world.create(TENANT, 'hello');
      const written = world.time.now;
      while (!world.logged.some(({ event }) => event === 'revived')) await world.pass(500);
      const after = world.time.now - written;
      assert.ok(after >= HALF && after <= MINUTE + 1_000, `${after} ms`);
    });
  }
});

test('while something is sent somebody looks each half minute, and when it is over each minute', async () => {
  const world = await stage();
  await world.afterRound();
  assert.deepEqual(world.looks, [MINUTE]);
  await world.lose();
  await world.goTo(MINUTE + HALF - 2_000);
  const done = await world.deliver();
  assert.equal(done.length, 1);
  assert.deepEqual(await world.settle(Promise.all(done)), [true]);
  assert.equal(world.looks.length, 2);
  assert.ok(world.looks[1]! >= MINUTE + HALF && world.looks[1]! < MINUTE + HALF + 500, `${world.looks}`);
});

test('a look at hand can be taken in time by whoever looks at the queue every six seconds', async () => {
  const world = await stage();
  await world.afterRound();
  // What the round has revived is there at once.
  await world.lose();
  await world.goTo(MINUTE + HALF - POLL - 1_000);
  assert.equal((await world.storage.queues.deliver.take(1, 0)).length, 0);
  await world.goTo(MINUTE + HALF - 6_000);
  assert.equal((await world.storage.queues.deliver.take(1, 0)).length, 1);
});

const waiting: readonly [string, (world: Awaited<ReturnType<typeof stage>>) => Promise<unknown>][] = [
  ['nothing', async () => {}],
  ['what starts later', ({ create, time }) => create(TENANT, 'hello', { start: { at: time.now + 600 * MINUTE } })],
  [
    'what waits for everybody’s local time',
    ({ create }) => create(TENANT, 'hello', { start: { local: '2026-01-02T09:00' } }),
  ],
];
for (const [what, prepare] of waiting) {
  test(`${what} costs no look more than one a minute`, async () => {
    const world = await stage();
    await prepare(world);
    await world.lose();
    for (let minute = 3; minute < 13; minute++) {
      await world.goTo(minute * MINUTE);
      await world.round();
      assert.equal(queued(world), 0, `minute ${minute}`);
    }
  });
}

test('a start is looked for again in the minute in which it comes', async () => {
  const world = await stage();
  await world.create(TENANT, 'hello', { start: { at: world.time.now + 10 * MINUTE } });
  for (const minute of [8, 9, 10]) {
    await world.goTo(minute * MINUTE);
    await world.round();
    assert.equal(queued(world), minute < 10 ? 0 : 1);
  }
});

test('looks that nobody took in time are dropped, however many there are, and ask storage for nothing', async () => {
  const world = await stage();
  await world.create(TENANT, 'hello');
  for (let minute = 1; minute <= 20; minute++) {
    await world.goTo(minute * MINUTE);
    await world.lose();
    await world.context.queues.deliver.put(JSON.stringify({ do: 'look', at: world.time.now - HALF }));
    await world.storage.queues.deliver.put(JSON.stringify({ do: 'look', at: world.time.now - 7 * MINUTE }));
    const done = await world.settle(Promise.all(await world.deliver()));
    assert.deepEqual(done, [true, true]);
  }
  assert.deepEqual(world.looks, []);
});

test('the looks that two instances put for one time are one in a process, and put none', async () => {
  const world = await stage();
  await world.create(TENANT, 'hello');
  await world.lose();
  await world.goTo(MINUTE);
  await Promise.all([world.round(), world.round()]);
  await world.lose();
  await world.goTo(MINUTE + HALF - 1_000);
  const before = world.looks.length;
  const done = await world.deliver();
  assert.equal(done.length, 2);
  await world.settle(Promise.all(done));
  assert.equal(world.looks.length, before + 1);
  for (const message of await world.storage.queues.deliver.take(32, 0)) assert.ok(!message.text.includes('"look"'));
});

test('who is told to stop before the time of a look leaves it to others', async () => {
  const world = await stage();
  const stopping = new AbortController();
  const context = { ...world.context, stopping: stopping.signal };
  const look = JSON.stringify({ do: 'look', at: world.time.now + HALF });
  const done = workOnDeliverQueue(context, look);
  await world.goTo(25_000);
  stopping.abort();
  assert.equal(await world.settle(done), true);
  assert.deepEqual([queued(world), world.looks], [1, []]);
  assert.equal((await world.storage.queues.deliver.take(1, 1_000)).length, 0, 'not before its time');
  await world.goTo(HALF);
  const [message] = await world.storage.queues.deliver.take(1, 1_000);
  assert.equal(message?.text, look);
});

test('a look that failed is made by whoever takes it up again', async () => {
  const world = await stage();
  const { range } = world.context.tables.broadcasts;
  let isOut = true;
  world.context.tables.broadcasts.range = async (...args) => {
    if (isOut) throw new Error('storage is out');
    return await range(...args);
  };
  await world.goTo(HALF);
  const look = { do: 'look', at: world.time.now };
  await assert.rejects(world.settle(workOnDeliverQueue(world.context, look)), /storage is out/);
  isOut = false;
  assert.equal(await world.settle(workOnDeliverQueue(world.context, look)), true);
  assert.deepEqual(world.looks, [HALF]);
});

test('who could not see what there is, of all or of one tenant, has somebody look again', async () => {
  for (const unread of ['senders', TENANT]) {
    const world = await stage();
    await world.create(TENANT, 'hello', { start: { at: world.time.now + 600 * MINUTE } });
    await world.lose();
    const { range } = world.context.tables.broadcasts;
    world.context.tables.broadcasts.range = async (partition, options) => {
      if (partition === unread) throw new Error('storage is out');
      return await range(partition, options);
    };
    await world.goTo(MINUTE);
    await world.round().catch((error: unknown) => assert.match(String(error), /storage is out/));
    await world.goTo(MINUTE + HALF);
    const later = await world.storage.queues.deliver.take(2, 1_000);
    assert.deepEqual(
      later.map(({ text }) => JSON.parse(text)),
      [{ do: 'look', at: world.time.now }],
      unread,
    );
  }
});

test('an end that is being told is looked at again, if its call would be overdue by then', async () => {
  const world = await stage();
  const { broadcasts } = world.context.tables;
  await broadcasts.write('senders', [{ do: 'put', key: TENANT, values: { v: 1 } }]);
  await world.goTo(MINUTE);
  for (const [due, looks] of [
    [world.time.now + MINUTE, 0],
    [world.time.now - HALF, 1],
  ] as const) {
    await broadcasts.write(TENANT, [{ do: 'put', key: `aw${'0'.repeat(26)}-000001`, values: { v: 1, at: due } }]);
    await world.round();
    assert.equal(queued(world), looks);
  }
});

test('no look keeps its slot for longer than half a minute, whatever time somebody wrote into it', async () => {
  const world = await stage();
  const began = world.time.now;
  await world.settle(workOnDeliverQueue(world.context, { do: 'look', at: began + 1_000 * MINUTE }));
  assert.ok(world.time.now - began <= HALF + 1_000);
  for (const at of ['soon', -1, Number.NaN, null]) {
    assert.equal(await world.settle(workOnDeliverQueue(world.context, { do: 'look', at })), false);
  }
});

test('a look among what the queues gave up is no failure, and does not come back', async () => {
  const world = await stage();
  await world.storage.poison.deliver.put(JSON.stringify({ do: 'look', at: world.time.now }));
  await world.settle(redrivePoison(world.context));
  assert.deepEqual([world.storage.poison.deliver.length, queued(world), world.logged], [0, 0, []]);
});

test('a look that is still on the queue is no job that waits', async () => {
  const world = await stage();
  await world.context.queues.deliver.put(JSON.stringify({ do: 'look', at: world.time.now }));
  for (let minute = 0; minute < 6; minute += 2) {
    await world.goTo(minute * MINUTE);
    await world.settle(tellQueueAges(world.context, ['deliver']));
  }
  assert.deepEqual(world.logged, []);
});
