import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { bob, cleo, dan, pair, refused, releaseStage } from './release-stage.ts';
import { HOUR } from './steering-stage.ts';

nothingUnhandled();

test('what was canceled while it waited is never sent: no release, no edit and no retry brings it back', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const id = await stage.create(bob);
  const { fingerprint } = await stage.shown(id);
  assert.equal((await stage.call(bob, 'POST', `broadcasts/${id}/cancel`)).status, 200);
  assert.deepEqual(refused(await stage.release(cleo, id, fingerprint)).slice(0, 1), [409]);
  assert.ok(await stage.ended(id));
  assert.equal((await stage.look(id)).status, 'canceled');
  assert.deepEqual(refused(await stage.release(cleo, id, fingerprint)), [409, 'broadcast-ended']);
  const again = { run: 1, states: ['canceled', 'failed', 'uncertain'] };
  assert.deepEqual(refused(await stage.call(bob, 'POST', `broadcasts/${id}/retry`, again)), [
    409,
    'broadcast-not-released',
  ]);
  assert.deepEqual(refused(await stage.edit(bob, id, 'again')), [409, 'broadcast-ended']);
  await stage.wait(2);
  assert.equal(stage.got.length, 0);
});

test('neither a resume, nor a redrive, nor the start of the tenant lets go what waits', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const id = await stage.create(bob);
  for (const path of ['pause', 'resume', 'redrive']) {
    assert.equal((await stage.call(dan, 'POST', `broadcasts/${id}/${path}`)).status, 200, path);
  }
  await stage.call(dan, 'POST', `tenants/${TENANT}/stop`, {});
  assert.equal((await stage.call(dan, 'POST', `tenants/${TENANT}/start`)).status, 200);
  await stage.wait(2);
  assert.deepEqual([(await stage.look(id)).status, stage.got.length], ['awaiting-release', 0]);
});

test('a start that passed while it waited is now; one still ahead is kept', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const at = (ms: number) => new Date(stage.world.time.now + ms).toISOString();
  const passed = await stage.create(bob, { startAt: at(HOUR) });
  const ahead = await stage.create(bob, { startAt: at(5 * HOUR) });
  await stage.wait(120);
  await stage.release(cleo, ahead);
  await stage.release(cleo, passed);
  assert.ok(await stage.ended(passed));
  assert.equal((await stage.look(ahead)).status, 'scheduled');
  assert.equal(stage.got.length, 3);
  assert.ok(await stage.ended(ahead, 4 * 60));
  assert.equal(stage.got.length, 6);
});

test('one that expires unreleased ends as stopped, and says why; too late it is not released', async () => {
  const stage = await releaseStage(3, pair);
  const id = await stage.create(bob, { expiresAt: new Date(stage.world.time.now + HOUR).toISOString() });
  const { fingerprint } = await stage.shown(id);
  await stage.wait(61);
  assert.deepEqual(refused(await stage.release(cleo, id, fingerprint)), [409, 'broadcast-expired']);
  stage.start();
  assert.ok(await stage.ended(id));
  const { status, problem, counts } = await stage.look(id);
  assert.deepEqual([status, problem?.code, counts.audience], ['stopped', 'not-released', 0]);
});

test('what nobody releases is stopped after as long as the settings give, from the last edit on, or from its start', async () => {
  const stage = await releaseStage(3, { ...pair, stopAfter: 2 * HOUR });
  stage.start();
  const now = stage.world.time.now;
  const forgotten = await stage.create(bob);
  const edited = await stage.create(bob);
  const later = await stage.create(bob, { startAt: new Date(now + 4 * HOUR).toISOString() });
  await stage.wait(100);
  await stage.edit(bob, edited, 'better');
  assert.ok(await stage.ended(forgotten, 25));
  const statuses = async () => [(await stage.look(edited)).status, (await stage.look(later)).status];
  assert.deepEqual(await statuses(), ['awaiting-release', 'awaiting-release']);
  assert.ok(await stage.ended(edited, 110));
  assert.deepEqual(await statuses(), ['stopped', 'awaiting-release']);
  assert.equal((await stage.look(forgotten)).problem?.code, 'not-released');
  assert.equal((await stage.release(cleo, later)).status, 202);
});

test('a crash between the release and its first page costs a look of the watcher', async () => {
  const stage = await releaseStage(4, pair);
  const id = await stage.create(bob);
  const { deliveries } = stage.world.context.tables;
  const { write } = deliveries;
  const { put } = stage.world.context.queues.plan;
  stage.world.context.queues.plan.put = async () => {
    throw new Error('dead');
  };
  const fingerprint = (await stage.shown(id)).fingerprint;
  Object.assign(deliveries, {
    write: async () => {
      throw new Error('dead');
    },
  });
  assert.equal((await stage.release(cleo, id, fingerprint)).status, 202);
  Object.assign(deliveries, { write });
  stage.world.context.queues.plan.put = put;
  assert.equal(stage.got.length, 0);
  stage.start();
  assert.ok(await stage.ended(id, 3));
  assert.equal(stage.got.length, 4);
});
