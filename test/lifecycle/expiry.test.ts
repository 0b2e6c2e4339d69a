import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { HOUR, MINUTE, steeringStage } from './steering-stage.ts';

nothingUnhandled();

const inAMinute = (now: number) => ({ expiresAt: now + MINUTE });

test('what is not sent when it expires is skipped with the reason, and it has completed', async () => {
  const stage = await steeringStage(4_000, 200, inAMinute);
  const id = await stage.send();
  assert.ok(await stage.ended(id, 5));
  const { status, outcome, planned, counts } = await stage.look(id);
  assert.deepEqual([status, outcome, planned], ['completed', 'some', true]);
  assert.equal(counts.delivered + counts.skipped, 4_000);
  assert.equal(counts.delivered, stage.got.length);
  assert.ok(counts.delivered > 1_000 && counts.skipped > 1_000, JSON.stringify(counts));
  assert.ok(stage.got.every(({ at }) => at < stage.start + MINUTE));
  const { items } = await stage.world.settle(stage.broadcasts.deliveries(id, { states: ['skipped'], limit: 1 }));
  assert.deepEqual([items[0]?.reason?.code, items[0]?.attempts], ['expired', 0]);
});

test('a delivery whose answer was lost is uncertain when it expires, not skipped: they may have it', async () => {
  const stage = await steeringStage(1, 1, inAMinute);
  stage.context.teams.send = async () => ({ kind: 'unanswered', cause: 'reset' });
  const { createBroadcast } = await import('../../shared/lifecycle/create.ts');
  stage.world.start(() => {});
  const { TENANT } = await import('../fuzz/support/world.ts');
  const id = await stage.world.settle(
    createBroadcast(stage.context, {
      request: {
        message: { text: 'hello', textFormat: 'plain' },
        audience: { include: [{ type: 'everyone' }], exclude: [] },
        onUncertain: 'retry',
        expiresAt: stage.start + 12_000,
      },
      ...{ tenant: TENANT, caller: 'author', createdBy: 'author' },
    }),
  );
  assert.ok(await stage.ended(id, 5));
  const { counts } = await stage.look(id);
  assert.deepEqual([counts.uncertain, counts.skipped], [1, 0]);
});

test('paused, it expires all the same', async () => {
  const stage = await steeringStage(100, 10, inAMinute);
  const id = await stage.send();
  await stage.world.settle(stage.broadcasts.pause(id, 'ada'));
  assert.ok(await stage.ended(id, 3));
  const { status, counts, problem } = await stage.look(id);
  assert.deepEqual([status, counts.skipped + counts.delivered], ['completed', 100]);
  assert.equal(problem, null, 'Nobody can resume what has ended.');
});

test('who would be planned after it has expired is skipped, so that everybody is accounted for', async () => {
  const stage = await steeringStage(30, 2, inAMinute);
  const { plan } = stage.context.queues;
  const put = plan.put.bind(plan);
  // Only the first page is planned, by the request that creates the broadcast; the watcher goes on after the expiry.
  plan.put = async (text, delay) =>
    stage.world.time.now < stage.start + MINUTE && text.includes('"do":"plan"') ? undefined : await put(text, delay);
  const id = await stage.send();
  assert.ok(await stage.ended(id, 10));
  const { planned, counts } = await stage.look(id);
  assert.deepEqual([planned, counts.delivered, counts.skipped], [true, 10, 20]);
});

test('what has expired is not retried', async () => {
  const stage = await steeringStage(3, 2, (now) => ({ expiresAt: now + HOUR }));
  const id = await stage.send();
  await stage.world.settle(stage.broadcasts.cancel(id));
  assert.ok(await stage.ended(id, 2));
  await stage.wait(60);
  const retry = stage.world.settle(stage.broadcasts.retry(id, { run: 1, states: ['canceled'] }));
  await assert.rejects(retry, { code: 'broadcast-expired', status: 409 });
});
