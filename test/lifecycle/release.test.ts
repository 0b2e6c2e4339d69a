import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '../../shared/access/caller.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { ada, bob, cleo, dan, pair, refused, releaseStage } from './release-stage.ts';

nothingUnhandled();

test('with two pairs of eyes nothing is planned or sent until somebody else has released it; then everybody gets it', async () => {
  const stage = await releaseStage(12, pair);
  stage.start();
  const id = await stage.create(bob);
  await stage.wait(5);
  const waiting = await stage.look(id);
  assert.deepEqual([waiting.status, waiting.counts.audience, waiting.pollAfterMs], ['awaiting-release', 0, 10_000]);
  assert.deepEqual([waiting.release?.releasedAt, waiting.release?.editedBy], [null, null]);
  assert.equal(stage.got.length, 0);
  const work = stage.world.logged.filter(({ event }) => event === 'revived');
  assert.deepEqual(work, [], 'a person is waited for, and no job');
  const released = await stage.release(cleo, id);
  assert.deepEqual([released.status, released.headers.get('location')], [202, `/api/broadcasts/${id}`]);
  assert.equal(stage.view(released).release?.releasedBy, 'cleo');
  assert.ok(await stage.ended(id));
  const { status, outcome, counts } = await stage.look(id);
  assert.deepEqual([status, outcome, counts.delivered, stage.got.length], ['completed', 'all', 12, 12]);
});

test('who is an author and no sender waits for a release without the setting too; a sender does not', async () => {
  const stage = await releaseStage(3);
  assert.equal((await stage.look(await stage.create(ada))).status, 'awaiting-release');
  const own = await stage.look(await stage.create(bob));
  assert.deepEqual([own.status === 'awaiting-release', own.release], [false, null]);
});

test('only a sender releases, and only who may look is shown what', async () => {
  const stage = await releaseStage(3, pair);
  const id = await stage.create(bob);
  const { fingerprint } = await stage.shown(id);
  assert.deepEqual(refused(await stage.release(ada, id, fingerprint)), [403, 'forbidden']);
  const elsewhere: Caller = { ...cleo, tenant: '99999999-2222-4333-8444-555555555555' };
  assert.deepEqual(refused(await stage.release(elsewhere, id, fingerprint)), [404, 'broadcast-not-found']);
  assert.deepEqual(refused(await stage.call(elsewhere, 'GET', `broadcasts/${id}/release`)), [
    404,
    'broadcast-not-found',
  ]);
  assert.equal((await stage.look(id)).status, 'awaiting-release');
});

test('who releases is shown the whole message, whom it names, its times, and how many it comes to', async () => {
  const stage = await releaseStage(6, pair);
  const ids = [stage.world.user(1), stage.world.user(2), 'ffffffff-0000-4000-8000-000000000009'];
  const id = await stage.create(bob, {
    message: { text: 'x'.repeat(9_000), summary: 'short' },
    audience: { include: [{ type: 'users', ids }], exclude: [{ type: 'users', ids: [ids[0]] }] },
    ...{ startAt: '2026-02-01T09:00', expiresAt: '2026-02-03T09:00:00Z', priority: 'urgent', maxRate: 7 },
    quietHours: { from: '20:00', to: '07:00' },
  });
  const shown = await stage.shown(id);
  assert.deepEqual(shown.message, { text: 'x'.repeat(9_000), textFormat: 'markdown', summary: 'short' });
  assert.deepEqual(shown.audience, {
    include: [{ type: 'users', ids }],
    exclude: [{ type: 'users', ids: [ids[0]] }],
  });
  assert.deepEqual(
    [shown.startAt, shown.expiresAt, shown.quietHours?.from, shown.priority, shown.maxRate, shown.createdBy],
    ['2026-02-01T09:00', '2026-02-03T09:00:00.000Z', '20:00', 'urgent', 7, 'bob'],
  );
  const { total, excluded, reachable, unknown } = shown.resolved!;
  assert.deepEqual([total, excluded, reachable, unknown.ids], [2, 1, 1, [ids[2]]]);
});

test('what was shown must be what it is: an edit makes another thing of it, and undoing the edit does not bring it back', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const id = await stage.create(bob);
  const { fingerprint } = await stage.shown(id);
  await stage.edit(bob, id, 'draft');
  assert.equal((await stage.shown(id)).fingerprint, fingerprint, 'the message it has is no edit');
  await stage.edit(bob, id, 'worse');
  assert.deepEqual(refused(await stage.release(cleo, id, fingerprint)), [409, 'release-changed']);
  await stage.edit(bob, id, 'draft');
  assert.deepEqual(refused(await stage.release(cleo, id, fingerprint)), [409, 'release-changed']);
  await stage.edit(bob, id, 'final');
  assert.equal((await stage.release(cleo, id)).status, 202);
  assert.ok(await stage.ended(id));
  assert.deepEqual(
    stage.got.map((activity) => activity.text),
    ['final', 'final', 'final'],
  );
  const { version, change } = await stage.look(id);
  assert.deepEqual([version, change], [4, null]);
  const { body } = await stage.call(dan, 'GET', `broadcasts/${id}/deliveries`);
  assert.deepEqual(
    (body['items'] as { version: number }[]).map((one) => one.version),
    [4, 4, 4],
  );
});

test('a release says what it releases: without a fingerprint it is refused, by every fault', async () => {
  const stage = await releaseStage(3, pair);
  const id = await stage.create(bob);
  for (const body of [{}, { fingerprint: 3 }, { fingerprint: 'x', force: true }, []]) {
    const answer = await stage.call(cleo, 'POST', `broadcasts/${id}/release`, body);
    assert.deepEqual(refused(answer), [400, 'invalid-request'], JSON.stringify(body));
  }
  assert.deepEqual(refused(await stage.release(cleo, id, 'x')), [409, 'release-changed']);
});

test('released twice, by one or by two at once, it is done once', async () => {
  const stage = await releaseStage(4, pair);
  stage.start();
  const id = await stage.create(bob);
  const { fingerprint } = await stage.shown(id);
  const answers = await Promise.all([cleo, dan, cleo].map((by) => stage.release(by, id, fingerprint)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 202, 202],
  );
  const by = new Set(answers.map((answer) => stage.view(answer).release?.releasedBy));
  assert.equal(by.size, 1, 'one of them did it');
  assert.ok(await stage.ended(id));
  assert.equal((await stage.release(dan, id, fingerprint)).status, 202);
  assert.deepEqual(refused(await stage.release(dan, id, 'another')), [409, 'release-changed']);
  assert.deepEqual(refused(await stage.release(bob, id, fingerprint)), [403, 'second-person-required']);
  await stage.wait(1);
  assert.equal(stage.got.length, 4);
});

test('a job from the queue waits as well, and the list shows what waits', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const { context } = stage.world;
  const job = {
    ...{ message: { text: 'from a pipeline' }, audience: { include: [{ type: 'everyone' }] } },
    ...{ tenant: TENANT, idempotencyKey: 'one', createdBy: 'bob' },
  };
  await context.queues.broadcasts.put(JSON.stringify(job));
  await stage.wait(1);
  const { body } = await stage.call(dan, 'GET', 'broadcasts?status=awaiting-release');
  const [waiting, ...others] = body['items'] as { id: string; createdBy: string }[];
  assert.deepEqual([waiting?.createdBy, others.length, stage.got.length], ['bob', 0, 0]);
  // The name is whatever the program wrote there: who wrote it is the door.
  assert.equal((await stage.release(bob, waiting!.id)).status, 202);
  assert.ok(await stage.ended(waiting!.id));
  assert.equal(stage.got.length, 3);
});
