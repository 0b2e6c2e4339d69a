import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '../../shared/access/caller.ts';
import { broadcastRow } from '../../shared/records/broadcast-keys.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import type { Answer } from '../http/call.ts';
import { ada, bob, cleo, dan, person, releaseStage } from './release-stage.ts';
import { HOUR } from './steering-stage.ts';

nothingUnhandled();

const pair = { secondPerson: true };
const refused = ({ status, body }: Answer) => [status, body['code']];

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

test('neither who created it nor who edited it last releases it, whatever they are called', async () => {
  const stage = await releaseStage(3, pair);
  const id = await stage.create(bob);
  assert.deepEqual(refused(await stage.release(bob, id)), [403, 'second-person-required']);
  assert.deepEqual(refused(await stage.release(person('bob', 'admin', 'Robert'), id)), [403, 'second-person-required']);
  assert.equal((await stage.edit(cleo, id, 'better')).status, 202);
  assert.deepEqual(refused(await stage.release(cleo, id)), [403, 'second-person-required']);
  assert.deepEqual(refused(await stage.release(bob, id)), [403, 'second-person-required']);
  const { release } = await stage.look(id);
  assert.deepEqual([release?.editedBy, release?.releasedAt], ['cleo', null]);
  // Called the same, and somebody else.
  assert.equal((await stage.release(person('other', 'sender', 'bob'), id)).status, 202);
});

test('nor does anybody who edited it before the last one did, whatever became of their words', async () => {
  const stage = await releaseStage(3, pair);
  const id = await stage.create(bob);
  const eve = person('eve', 'sender');
  for (const [by, text] of [
    [cleo, 'worse'],
    [eve, 'worst'],
    [bob, 'better'],
    [dan, 'best'],
  ] as const) {
    assert.equal((await stage.edit(by, id, text)).status, 202);
  }
  for (const by of [bob, cleo, eve, dan]) {
    assert.deepEqual(refused(await stage.release(by, id)), [403, 'second-person-required'], by.id);
  }
  assert.equal((await stage.release(person('finn', 'sender'), id)).status, 202);
});

test('of who edited it everybody is kept, and when they are too many nobody else may; those may go on', async () => {
  const stage = await releaseStage(3, pair);
  const id = await stage.create(bob);
  const editors = Array.from({ length: 20 }, (_, i) => person(`editor ${i}`, 'sender'));
  for (const editor of editors) assert.equal((await stage.edit(editor, id, `by ${editor.id}`)).status, 202);
  assert.deepEqual(refused(await stage.edit(cleo, id, 'one too many')), [409, 'too-many-editors']);
  for (const by of [bob, editors[0]!]) assert.equal((await stage.edit(by, id, `again by ${by.id}`)).status, 202);
  for (const by of [bob, ...editors]) {
    assert.deepEqual(refused(await stage.release(by, id)), [403, 'second-person-required'], by.id);
  }
  assert.equal((await stage.release(cleo, id)).status, 202);
});

test('an editor whom an older release has written down alone is none who releases, also when somebody edits it after them', async () => {
  const stage = await releaseStage(3, pair);
  const { broadcasts } = stage.world.context.tables;
  const id = await stage.create(bob);
  await stage.edit(cleo, id, 'better');
  const key = broadcastRow(id);
  const { values } = (await broadcasts.read(TENANT, key))!;
  const { editors: _, ...release } = JSON.parse(String(values['release']));
  await broadcasts.write(TENANT, [{ do: 'put', key, values: { ...values, release: JSON.stringify(release) } }]);
  assert.deepEqual(refused(await stage.release(cleo, id)), [403, 'second-person-required']);
  await stage.edit(bob, id, 'best');
  assert.deepEqual(refused(await stage.release(cleo, id)), [403, 'second-person-required']);
  assert.equal((await stage.release(dan, id)).status, 202);
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

test('an author edits and cancels their own until it is released, and nobody else’s', async () => {
  const stage = await releaseStage(3);
  const other = person('eve', 'author');
  const id = await stage.create(ada);
  assert.deepEqual(refused(await stage.edit(other, id, 'mine now')), [403, 'forbidden']);
  assert.deepEqual(refused(await stage.call(other, 'POST', `broadcasts/${id}/cancel`)), [403, 'forbidden']);
  assert.equal((await stage.edit(ada, id, 'better')).status, 202);
  assert.equal((await stage.release(bob, id)).status, 202);
  assert.deepEqual(refused(await stage.edit(ada, id, 'sneaked in')), [403, 'forbidden']);
  assert.deepEqual(refused(await stage.call(ada, 'POST', `broadcasts/${id}/cancel`)), [403, 'forbidden']);
  const second = await stage.create(ada);
  const canceled = await stage.call(ada, 'POST', `broadcasts/${second}/cancel`);
  assert.deepEqual(
    [canceled.status, (await stage.call(ada, 'POST', `broadcasts/${second}/cancel`)).status],
    [200, 200],
  );
});

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

test('what goes out by two is not edited by one; what went out by itself is', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const id = await stage.create(bob);
  await stage.release(cleo, id);
  assert.deepEqual(refused(await stage.edit(cleo, id, 'sneaked in')), [409, 'edit-needs-release']);
  assert.ok(await stage.ended(id));
  assert.deepEqual(refused(await stage.edit(cleo, id, 'sneaked in')), [409, 'edit-needs-release']);
  const trial = await stage.create(
    { ...bob, id: `${TENANT}/${stage.world.user(0)}` },
    {
      test: true,
      audience: { include: [{ type: 'users', ids: [stage.world.user(0)] }] },
    },
  );
  assert.equal((await stage.edit(bob, trial, 'a test is a test')).status, 202);
  Object.assign(stage.world.context, { secondPerson: false });
  const own = await stage.create(bob);
  Object.assign(stage.world.context, pair);
  assert.deepEqual(refused(await stage.edit(cleo, own, 'sneaked in')), [409, 'edit-needs-release']);
});

test('a test needs no release, and goes to its author alone', async () => {
  for (const [settings, author] of [
    [pair, bob],
    [{}, ada],
  ] as const) {
    const stage = await releaseStage(3, settings);
    stage.start();
    const [self, another] = [stage.world.user(0), stage.world.user(1)];
    const asThemselves = { ...author, id: `${TENANT}/${self}` };
    const to = (...ids: string[]) => ({ include: [{ type: 'users', ids }] });
    const id = await stage.create(asThemselves, { test: true, audience: to(self) });
    assert.ok(await stage.ended(id));
    assert.deepEqual([stage.got.length, (await stage.look(id)).release], [1, null]);
    for (const ids of [[another], [self, another]]) {
      const body = { message: { text: 'psst' }, test: true, audience: to(...ids) };
      assert.deepEqual(refused(await stage.call(asThemselves, 'POST', 'broadcasts', body)), [403, 'test-on-yourself']);
    }
    await stage.wait(1);
    assert.equal(stage.got.length, 1);
  }
  const free = await releaseStage(3);
  free.start();
  const few = { include: [{ type: 'users', ids: [free.world.user(0), free.world.user(1)] }] };
  assert.ok(await free.ended(await free.create(bob, { test: true, audience: few })));
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

test('what was edited before its release is taken back after it', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const id = await stage.create(bob);
  assert.equal((await stage.edit(bob, id, 'better')).status, 202);
  await stage.release(cleo, id);
  assert.ok(await stage.ended(id));
  assert.equal((await stage.call(dan, 'POST', `broadcasts/${id}/recall`)).status, 202);
  await stage.wait(5);
  const { counts, change } = await stage.look(id);
  assert.deepEqual([counts.recalled, counts.delivered, change?.left], [3, 0, 0]);
});

test('a recall of what waits ends it; what needs no release has none', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const id = await stage.create(bob);
  assert.equal((await stage.call(dan, 'POST', `broadcasts/${id}/recall`)).status, 202);
  assert.ok(await stage.ended(id));
  assert.equal(stage.got.length, 0);
  const trial = await stage.create(
    { ...bob, id: `${TENANT}/${stage.world.user(0)}` },
    {
      test: true,
      audience: { include: [{ type: 'users', ids: [stage.world.user(0)] }] },
    },
  );
  assert.deepEqual(refused(await stage.call(dan, 'GET', `broadcasts/${trial}/release`)), [409, 'not-awaiting-release']);
  assert.deepEqual(refused(await stage.release(cleo, trial, 'x')), [409, 'not-awaiting-release']);
});
