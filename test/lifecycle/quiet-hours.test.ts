import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { HOUR, MINUTE, steeringStage } from './steering-stage.ts';

nothingUnhandled();

test('nobody is sent to in the quiet hours of their own clocks; whoever was not is sent to after them', async () => {
  const stage = await steeringStage(6, 4, () => ({ quietHours: { from: '20:00', to: '01:30' } }));
  await stage.moveTo(0, 'Asia/Tokyo');
  await stage.moveTo(1, 'Europe/Paris');
  const id = await stage.send();
  assert.ok(await stage.ended(id, 120));
  const due = [0, 0.5, 1.5, 1.5, 1.5, 1.5];
  for (const { user, at } of stage.got) {
    const late = at - stage.start - due[user]! * HOUR;
    assert.ok(late >= 0 && late < 15_000, `user ${user}: ${late} ms late`);
  }
  assert.equal(stage.got.length, 6);
});

test('sending stops when it gets quiet, and goes on when it is over, though nobody looks', async () => {
  // 45 a second: in the two minutes until it gets quiet not all can be sent.
  const stage = await steeringStage(6_000, 200, () => ({ quietHours: { from: '00:02', to: '01:00' } }));
  const id = await stage.send();
  const quiet = stage.start + 2 * MINUTE;
  const over = stage.start + HOUR;
  assert.ok(await stage.ended(id, 70));
  assert.equal(stage.got.length, 6_000);
  assert.ok(stage.got.some(({ at }) => at < quiet) && stage.got.some(({ at }) => at >= over));
  assert.deepEqual(
    stage.got.filter(({ at }) => at >= quiet && at < over),
    [],
  );
  const first = stage.got.find(({ at }) => at >= over)!;
  assert.ok(first.at - over < 15_000, `${first.at - over} ms after it was over`);
  assert.ok(!stage.world.logged.some(({ event }) => event === 'revived'));
});

test('while some are kept by them nobody is told that all will be through in a minute', async () => {
  const stage = await steeringStage(3_000, 100, () => ({ quietHours: { from: '20:00', to: '07:00' } }));
  for (let user = 0; user < 3_000; user += 2) await stage.moveTo(user, 'Asia/Tokyo');
  // In Tokyo it is nine in the morning, in UTC midnight.
  const kept = await stage.send();
  await stage.wait(0.5);
  const { status, rate, eta, counts } = await stage.look(kept);
  assert.ok(rate! > 0 && counts.delivered > 0 && counts.pending > 1_500);
  assert.deepEqual([status, eta], ['sending', null]);
});

test('an urgent broadcast passes them', async () => {
  const stage = await steeringStage(3, 2, () => ({ priority: 'urgent', quietHours: { from: '20:00', to: '08:00' } }));
  const id = await stage.send();
  assert.ok(await stage.ended(id, 1));
  const { priority, quietHours, outcome } = await stage.look(id);
  assert.deepEqual([priority, quietHours, outcome], ['urgent', { from: '20:00', to: '08:00' }, 'all']);
});
