import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { HOUR, MINUTE, steeringStage } from './steering-stage.ts';

nothingUnhandled();

test('each gets it when their own clocks show the time; whose time has passed, at once', async () => {
  // It is midnight in UTC, and asked for at half past one by the clocks of Berlin and Oslo.
  const stage = await steeringStage(6, 2, () => ({ start: { local: '2026-01-01T01:30' } }));
  const zones = ['Europe/Berlin', 'Asia/Tokyo', 'UTC', 'Atlantic/Azores', 'Windows/Standard Time'];
  for (const [user, zone] of zones.entries()) await stage.moveTo(user, zone);
  Object.assign(stage.context, { timeZone: 'Europe/Oslo' });
  const id = await stage.send();
  assert.equal((await stage.look(id)).startAt, '2026-01-01T01:30');
  assert.ok(await stage.ended(id, 200));
  const due = [0.5, 0, 1.5, 2.5, 0.5, 0.5];
  assert.equal(stage.got.length, due.length);
  for (const { user, at } of stage.got) {
    const late = at - stage.start - due[user]! * HOUR;
    assert.ok(late >= 0 && late < 15_000, `user ${user}: ${late} ms late`);
  }
});

test('it is scheduled until the first is due, planned or not; and nobody has to be woken for it', async () => {
  const stage = await steeringStage(40, 2, () => ({ start: { local: '2026-01-01T02:00' } }));
  for (let user = 0; user < 40; user += 2) await stage.moveTo(user, 'Europe/Paris');
  const id = await stage.send();
  await stage.wait(30);
  const { status, planned, counts } = await stage.look(id);
  assert.deepEqual([status, planned, counts.pending], ['scheduled', true, 40]);
  await stage.wait(60);
  assert.equal((await stage.look(id)).status, 'sending');
  assert.equal(stage.got.length, 20);
  assert.ok(await stage.ended(id, 60));
  assert.ok(!stage.world.logged.some(({ event }) => event === 'revived'));
});

test('while most wait for hours, little is asked of storage', async () => {
  const stage = await steeringStage(400, 200, () => ({ start: { local: '2026-01-01T06:00' } }));
  const id = await stage.send();
  await stage.wait(10);
  const before = stage.world.written.length;
  await stage.wait(120);
  const word = { table: 'broadcasts', partition: 'watcher', key: 'ran', how: 'put' };
  const words = Array.from({ length: 120 / 5 }, () => word);
  assert.deepEqual(stage.world.written.slice(before), words, 'nothing but the word of the watcher, each five minutes');
  await stage.world.settle(stage.broadcasts.cancel(id));
  assert.ok(await stage.ended(id, 2));
  assert.equal((await stage.look(id)).counts.canceled, 400);
});

test('canceled and retried before it is time, it still waits for everybody’s time', async () => {
  const stage = await steeringStage(3, 2, () => ({ start: { local: '2026-01-01T01:00' } }));
  const id = await stage.send();
  await stage.wait(5);
  await stage.world.settle(stage.broadcasts.cancel(id));
  assert.ok(await stage.ended(id, 2));
  await stage.world.settle(stage.broadcasts.retry(id, { run: 1, states: ['canceled'] }));
  assert.ok(await stage.ended(id, 70));
  assert.equal(stage.got.length, 3);
  assert.ok(stage.got.every(({ at }) => at >= stage.start + HOUR && at < stage.start + HOUR + MINUTE));
});

test('who is planned while a chain waits for one answer and for somebody’s own time gets it at once, if they are due', async () => {
  const PEOPLE = 40;
  const stage = await steeringStage(PEOPLE, 2, () => ({ start: { local: '2026-01-01T00:30' } }));
  // Due at once: all but the first, for whom it is an hour earlier.
  for (let user = 1; user < PEOPLE; user++) await stage.moveTo(user, 'Asia/Tokyo');
  const { tables, teams } = stage.context;
  const [planned, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { write } = tables.deliveries;
  tables.deliveries.write = async (partition, changes) => {
    // The first page is five shards; the answer that is missing is one of the last of them.
    if (changes.length > 12) await planned.promise;
    return await write(partition, changes);
  };
  const { send } = teams;
  teams.send = async (to, activity, signal) => {
    if (Number(to.conversation.slice(-12)) === 9) await answered.promise;
    return await send(to, activity, signal);
  };
  stage.world.time.at(stage.start + 6_000, planned.resolve);
  stage.world.time.at(stage.start + 9_000, answered.resolve);
  await stage.send();
  await stage.world.until(0.25, async () => false);
  assert.equal(stage.got.length, PEOPLE - 1);
  assert.ok(!stage.world.logged.some(({ event }) => event === 'revived'));
});
