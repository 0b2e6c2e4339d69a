import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimesRequest } from '../../shared/broadcast/parse-times.ts';
import { readBroadcast } from '../../shared/records/store.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { HOUR, MINUTE, steeringStage } from './steering-stage.ts';

nothingUnhandled();

/** A broadcast whose tenant is stopped before anybody has it. */
async function stoppedStage(people: number, times: (now: number) => TimesRequest) {
  const stage = await steeringStage(people, 10, times);
  const { settle } = stage.world;
  await settle(stage.broadcasts.stopTenant(TENANT, 'Ada', undefined));
  const id = await stage.send();
  const start = () => settle(stage.broadcasts.startTenant(TENANT, 'Ada'));
  return { ...stage, id, startAgain: start };
}

test('what becomes due while its tenant is stopped is planned with who is there then, and sent after the start', async () => {
  const stage = await stoppedStage(30, (now) => ({ start: { at: now + HOUR } }));
  await stage.wait(30);
  const before = await stage.look(stage.id);
  assert.deepEqual([before.status, before.problem?.code, before.planned], ['paused', 'tenant-stopped', false]);
  await stage.wait(60);
  const due = await stage.look(stage.id);
  assert.deepEqual([due.status, due.planned, due.counts.pending], ['paused', true, 30]);
  assert.equal(stage.got.length, 0);
  await stage.startAgain();
  assert.ok(await stage.ended(stage.id, 1));
  assert.equal((await stage.look(stage.id)).outcome, 'all');
});

test('what is not due when its tenant is started again is scheduled as before', async () => {
  const stage = await stoppedStage(30, (now) => ({ start: { at: now + HOUR } }));
  await stage.wait(10);
  await stage.startAgain();
  await stage.wait(10);
  const { status, problem } = await stage.look(stage.id);
  assert.deepEqual([status, problem], ['scheduled', null]);
  assert.ok(await stage.ended(stage.id, 45));
  assert.equal(stage.got.length, 30);
  assert.ok(stage.got.every(({ at }) => at >= stage.start + HOUR));
});

test('a stop holds no expiry up: what expires meanwhile is skipped, and has ended', async () => {
  const stage = await stoppedStage(30, (now) => ({ expiresAt: now + 5 * MINUTE }));
  assert.ok(await stage.ended(stage.id, 7));
  const { status, counts } = await stage.look(stage.id);
  assert.deepEqual([status, counts.skipped], ['completed', 30]);
  await stage.startAgain();
  await stage.wait(2);
  assert.equal(stage.got.length, 0);
});

test('whoever was paused before a stop waits for their own resume after it', async () => {
  const stage = await stoppedStage(30, () => ({}));
  await stage.world.settle(stage.broadcasts.pause(stage.id, 'Bob'));
  await stage.startAgain();
  await stage.wait(5);
  const { status, pausedBy } = await stage.look(stage.id);
  assert.deepEqual([status, pausedBy, stage.got.length], ['paused', 'Bob', 0]);
  const resumed = await stage.world.settle(stage.broadcasts.resume(stage.id));
  assert.deepEqual([resumed.status, resumed.problem], ['sending', null]);
  assert.ok(await stage.ended(stage.id, 1));
  assert.equal(stage.got.length, 30);
});

test('a resume under a stop says that the tenant is stopped', async () => {
  const stage = await stoppedStage(30, () => ({}));
  await stage.world.settle(stage.broadcasts.pause(stage.id, 'Bob'));
  const { status, problem, pausedBy } = await stage.world.settle(stage.broadcasts.resume(stage.id));
  assert.deepEqual([status, problem?.code, pausedBy], ['paused', 'tenant-stopped', null]);
});

test('a redrive has swept what has expired, and what was stopped for want of mending', async () => {
  const stage = await steeringStage(30, 10, (now) => ({ expiresAt: now + MINUTE }));
  const { context, broadcasts, world } = stage;
  Object.assign(context, { stopAfter: HOUR });
  context.teams.send = async () => ({ kind: 'refused', status: 401 });
  const expiring = await stage.send();
  const unmended = await world.create(TENANT, 'another');
  const { plan } = context.queues;
  const put = plan.put.bind(plan);
  const sweepLost = async (text: string, delay?: number) =>
    text.includes('"do":"sweep"') ? undefined : await put(text, delay);
  for (const [id, minutes, end] of [
    [expiring, 3, 'completed'],
    [unmended, 60, 'stopped'],
  ] as const) {
    plan.put = sweepLost;
    await stage.wait(minutes);
    const { status, endedAt } = await stage.look(id);
    assert.equal(endedAt, null, status);
    plan.put = put;
    await world.settle(broadcasts.redriveAll({ tenant: TENANT }));
    // Sooner than the watcher looks; and who looks mends.
    assert.ok(
      await world.until(0.2, async () => (await readBroadcast(context, TENANT, id))?.endedAt !== undefined),
      id,
    );
    assert.equal((await stage.look(id)).status, end);
  }
});
