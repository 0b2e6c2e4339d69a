import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseSchedule } from '../../local/host/schedule.ts';
import { redrivePoison } from '../../shared/lifecycle/poison.ts';
import { makeRound } from '../../shared/lifecycle/round.ts';
import { EVERY } from '../../shared/lifecycle/rounds.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

nothingUnhandled();

/** A world at the full hour, that makes rounds when it is told to. */
async function stage() {
  const world = await openWorld(3, 3);
  const { settle, context } = world;
  return { ...world, round: () => settle(makeRound(context)) };
}

test('what a queue gave up is back on it once in five minutes, whatever instance makes the round', async () => {
  const { storage, pass, round } = await stage();
  const back: number[] = [];
  for (let i = 0; i < 21; i++) {
    await storage.poison.plan.put('given up');
    await round();
    if (storage.poison.plan.length === 0) back.push(i);
    await pass(EVERY);
  }
  assert.deepEqual(back, [0, 5, 10, 15, 20]);
});

test('timers that come a little early or late leave no five minutes out, and take none twice', async () => {
  const { storage, pass, round, time } = await stage();
  const start = time.now;
  const jitter = [20_000, 50, -20, 300, -3_000, 0, 900];
  const back: number[] = [];
  for (let i = 1; i <= 70; i++) {
    await pass(start + i * EVERY + jitter[i % jitter.length]! - time.now);
    await storage.poison.plan.put('given up');
    await round();
    if (storage.poison.plan.length === 0) back.push(i);
  }
  assert.deepEqual(back, [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70]);
});

test('broadcasts are watched in each round, also where what was given up can’t be read, and that is not hidden', async () => {
  const { context, storage, pass, round, create, logged } = await stage();
  await create(TENANT, 'hello');
  for (const queue of ['plan', 'deliver'] as const) {
    for (const message of await storage.queues[queue].take(32, 0)) await storage.queues[queue].remove(message);
  }
  context.poison.urgent.take = async () => {
    throw new Error('the poison queue is out');
  };
  await pass(20 * EVERY);
  await assert.rejects(round(), /the poison queue is out/);
  assert.ok(logged.some(({ event }) => event === 'revived'));
});

test('what was given up by the thousand keeps the timer for ten seconds at most; the rest is for the next time', async () => {
  const { context, storage, round, settle } = await stage();
  const many = 200;
  for (let i = 0; i < many; i++) await storage.poison.plan.put(`${i}`);
  const { take } = context.poison.plan;
  context.poison.plan.take = async (...args) => {
    await context.clock.sleep(6_000);
    return take(...args);
  };
  const began = context.clock.monotonic();
  await round();
  assert.ok(context.clock.monotonic() - began < 20_000);
  const left = storage.poison.plan.length;
  assert.ok(left > 0 && left < many, `${left}`);
  assert.equal(await settle(redrivePoison(context)), left);
});

test('the timer comes as often as a round is meant to be made', async () => {
  const source = await readFile(new URL('../../functions/watch.ts', import.meta.url), 'utf8');
  const schedule = parseSchedule(/schedule: '([^']+)'/.exec(source)?.[1] ?? '');
  const first = schedule.next(Date.UTC(2026, 0, 1));
  assert.equal(schedule.next(first) - first, EVERY);
});

test('queues are looked at every two minutes while there is work, and but for the door not at all where there is none', async () => {
  const { context, pass, round, create } = await stage();
  const looks = { urgent: 0, deliver: 0, plan: 0, broadcasts: 0 };
  for (const name of ['urgent', 'deliver', 'plan', 'broadcasts'] as const) {
    const { oldest } = context.queues[name];
    context.queues[name].oldest = async () => {
      looks[name]++;
      return await oldest();
    };
  }
  const rounds = async (times: number) => {
    for (let i = 0; i < times; i++, await pass(EVERY)) await round();
    return { ...looks };
  };
  assert.deepEqual(await rounds(10), { urgent: 0, deliver: 0, plan: 0, broadcasts: 2 });
  await create(TENANT, 'hello');
  assert.deepEqual(await rounds(10), { urgent: 5, deliver: 5, plan: 5, broadcasts: 4 });
});
