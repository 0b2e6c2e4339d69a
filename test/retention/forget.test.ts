import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redrivePoison } from '../../shared/lifecycle/poison.ts';
import { setRecount } from '../../shared/lifecycle/recount.ts';
import { retryBroadcast } from '../../shared/lifecycle/retry.ts';
import { broadcastRow } from '../../shared/records/broadcast-keys.ts';
import { encodeJob } from '../../shared/records/jobs.ts';
import { forget } from '../../shared/retention/forget.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { ada, bob, dan, releaseStage } from '../lifecycle/release-stage.ts';
import { placesOf } from '../person/nowhere.ts';
import { allRows, asked, DAY, forgetIn } from './kept.ts';

nothingUnhandled();

type Stage = Awaited<ReturnType<typeof releaseStage>>;
const HOUR = DAY / 24;

/** A broadcast that everybody has had. */
async function sent(stage: Stage, asked: object = {}): Promise<string> {
  const id = await stage.create(bob, asked);
  assert.ok(await stage.ended(id));
  await stage.wait(2);
  return id;
}

/** Where a broadcast is named: in any key, column or packed column. */
const traces = async (stage: Stage, id: string) => {
  const partitions = [...(await allRows(stage.world)).keys()].filter((row) => row.startsWith(`deliveries ${id} `));
  return [...(await placesOf(stage.world, id)), ...partitions];
};

/** What the row of a broadcast has in a column. */
const columnOf = async ({ world }: Stage, id: string, column: string) =>
  (await world.context.tables.broadcasts.read(TENANT, broadcastRow(id)))?.values[column];

test('what has been over for long enough is there for nobody any more, and an hour later nowhere in storage', async () => {
  const stage = await releaseStage(12);
  stage.start();
  const id = await sent(stage);
  await stage.edit(bob, id, 'put right');
  await stage.edit(bob, id, 'put right again');
  await stage.wait(3);
  assert.ok((await stage.look(id)).change?.endedAt);
  const keyed = await stage.world.create(TENANT, 'with a key');
  assert.ok(await stage.ended(keyed));
  await stage.wait(2);

  const first = await forgetIn(stage.world, 11 * DAY);
  assert.deepEqual(first, { broadcasts: 2, deleted: 0, conversations: 0 });
  const user = stage.world.user(3);
  for (const path of ['', '/message', '/deliveries', `/deliveries/user/${user}`, '/reasons', '/webhook', '/release']) {
    const answer = await stage.call(dan, 'GET', `broadcasts/${id}${path}`);
    assert.equal(answer.status, 404, `${path}: ${answer.text}`);
  }
  assert.equal((await stage.call(dan, 'GET', `broadcasts/${id}/deliveries/export?format=csv`)).status, 404);
  for (const action of ['cancel', 'pause', 'resume', 'recall']) {
    assert.equal((await stage.call(bob, 'POST', `broadcasts/${id}/${action}`)).status, 404, action);
  }
  assert.equal((await stage.call(bob, 'POST', `broadcasts/${id}/retry`, { run: 1, states: ['failed'] })).status, 404);
  assert.deepEqual((await stage.call(dan, 'GET', 'broadcasts')).body['items'], []);

  assert.equal((await forgetIn(stage.world, 11 * DAY + HOUR / 2)).deleted, 0, 'an export that had begun is whole');
  assert.equal((await forgetIn(stage.world, 11 * DAY + 2 * HOUR)).deleted, 2);
  assert.deepEqual([await traces(stage, id), await traces(stage, keyed)], [[], []]);
  const again = await stage.world.create(TENANT, 'with a key');
  assert.notEqual(again, keyed, 'its key is free');
  assert.equal((await stage.call(dan, 'GET', `broadcasts/${id}/deliveries`)).status, 404);
});

test('nothing is left of what somebody released either', async () => {
  const stage = await releaseStage(12, { secondPerson: true, guard: { broadcasts: 9, recipients: 0 } });
  stage.start();
  const id = await stage.create(ada);
  assert.equal((await stage.release(bob, id)).status, 202);
  assert.ok(await stage.ended(id));
  await stage.wait(2);
  assert.notDeepEqual(await traces(stage, id), []);
  for (const later of [0, 2 * HOUR]) await forgetIn(stage.world, 11 * DAY + later);
  assert.deepEqual(await traces(stage, id), []);
});

test('what is not over, or not for long enough, loses no row', async () => {
  const stage = await releaseStage(12);
  // Nothing is sent yet.
  const waiting = await stage.create(bob);
  const draft = await stage.create(ada);
  const later = new Date(stage.world.time.now + 200 * DAY).toISOString();
  const scheduled = await stage.create(bob, { startAt: later });
  const before = await allRows(stage.world);
  assert.deepEqual(await forgetIn(stage.world, 100 * DAY), { broadcasts: 0, deleted: 0, conversations: 0 });
  assert.deepEqual(await allRows(stage.world), before);

  stage.start();
  assert.ok(await stage.ended(waiting));
  await stage.wait(2);
  const ended = await allRows(stage.world);
  assert.equal((await forgetIn(stage.world, 10 * DAY - HOUR)).broadcasts, 0, 'not yet');
  assert.deepEqual(await allRows(stage.world), ended);
  assert.equal((await forgetIn(stage.world, 11 * DAY)).broadcasts, 1);
  for (const id of [draft, scheduled]) assert.equal((await stage.look(id)).endedAt, null);
});

test('what is being recalled or edited is kept until that is through, and from then on for as long again', async () => {
  const stage = await releaseStage(6);
  stage.start();
  const id = await sent(stage);
  const { remove } = stage.world.context.teams;
  stage.world.context.teams.remove = async () => ({ kind: 'refused', status: 401, code: 'Unauthorized' });
  await stage.call(bob, 'POST', `broadcasts/${id}/recall`);
  await stage.wait(1);
  assert.equal((await forgetIn(stage.world, 20 * DAY)).broadcasts, 0);
  stage.world.context.teams.remove = remove;
  await stage.wait(5);
  assert.ok((await stage.look(id)).change?.endedAt);
  await setRecount({ ...stage.world.context, now: () => stage.world.time.now + 5 * DAY }, TENANT, id);
  assert.equal((await forgetIn(stage.world, 6 * DAY)).broadcasts, 0);
  assert.equal((await forgetIn(stage.world, 14 * DAY)).broadcasts, 0, 'a late answer came five days later');
});

for (const change of ['edit', 'recall'] as const) {
  test(`the ${change} of a broadcast that has long ended keeps it for as long again`, async () => {
    const stage = await releaseStage(6);
    stage.start();
    const id = await sent(stage);
    await stage.world.pass(3 * HOUR);
    if (change === 'edit') await stage.edit(bob, id, 'put right');
    else await stage.call(bob, 'POST', `broadcasts/${id}/recall`);
    await stage.wait(3);
    assert.ok((await stage.look(id)).change?.endedAt);
    // Nothing is left to be counted again, which would keep it, too.
    assert.equal(await columnOf(stage, id, 'recount'), undefined);
    assert.equal((await forgetIn(stage.world, 10 * DAY - HOUR)).broadcasts, 0, 'ten days and two hours after its end');
    assert.equal((await forgetIn(stage.world, 10 * DAY + HOUR)).broadcasts, 1);
  });
}

test('a late answer keeps a broadcast for as long again, and still does when it is counted', async () => {
  const stage = await releaseStage(6);
  stage.start();
  const id = await sent(stage);
  await stage.world.pass(3 * HOUR);
  await stage.world.settle(setRecount(stage.world.context, TENANT, id));
  assert.equal((await forgetIn(stage.world, 10 * DAY - HOUR)).broadcasts, 0, 'announced, and not counted yet');
  await stage.wait(2);
  assert.equal((await stage.look(id)).counts.delivered, 6);
  assert.equal(await columnOf(stage, id, 'recount'), undefined, 'whoever looked has counted it');
  assert.equal((await forgetIn(stage.world, 10 * DAY - HOUR)).broadcasts, 0, 'ten days and two hours after its end');
  assert.equal((await forgetIn(stage.world, 10 * DAY + HOUR)).broadcasts, 1);
});

test('whoever takes it up again just before it is forgotten has it: a retry at the same instant is not lost', async () => {
  const stage = await releaseStage(6);
  stage.start();
  const id = await sent(stage);
  const { world } = stage;
  const meddled = asked(world.context, () => {});
  // Between its reading and its write somebody retries.
  const { broadcasts } = meddled.tables;
  const { write } = broadcasts;
  broadcasts.write = async (partition, changes) => {
    if (changes.some(({ key, do: how }) => how === 'insert' && key.startsWith('f'))) {
      await retryBroadcast(world.context, TENANT, id, { run: 1, states: ['failed'] });
    }
    return await write(partition, changes);
  };
  assert.equal((await forgetIn(world, 11 * DAY, meddled)).broadcasts, 0);
  assert.equal((await stage.look(id)).run, 2);
});

test('cut short at any request, it goes on the next night, and nothing is left in the end', async () => {
  for (let fatal = 1; fatal < 200; fatal++) {
    const stage = await releaseStage(12);
    stage.start();
    const id = await sent(stage);
    let requests = 0;
    let died = false;
    const frail = asked(stage.world.context, () => {
      if (++requests < fatal) return;
      died = true;
      // As a process that dies: nothing it asks for afterwards is done either.
      throw new Error('dead');
    });
    await forgetIn(stage.world, 11 * DAY, frail).catch(() => undefined);
    await forgetIn(stage.world, 12 * DAY, frail).catch(() => undefined);
    await forgetIn(stage.world, 13 * DAY);
    await forgetIn(stage.world, 14 * DAY);
    assert.deepEqual(await traces(stage, id), [], `died at request ${fatal}`);
    if (!died) return;
  }
  assert.fail('it never came through');
});

test('a job, a poison or an answer that comes after all is forgotten brings nothing back', async () => {
  const stage = await releaseStage(6);
  stage.start();
  const id = await sent(stage);
  const run = { tenant: TENANT, broadcast: id, run: 1 };
  await forgetIn(stage.world, 11 * DAY);
  await forgetIn(stage.world, 12 * DAY);
  const { context } = stage.world;
  const jobs = [
    encodeJob({ ...run, n: 0, key: stage.world.user(4) }),
    encodeJob({ ...run, n: 0, key: stage.world.user(4), change: 2 }),
    ...(['plan', 'sweep', 'retry', 'tell'] as const).map((what) => encodeJob({ do: what, ...run })),
  ];
  for (const job of jobs) {
    const queue = job.includes('"do"') ? 'plan' : 'deliver';
    await context.queues[queue].put(job);
    await context.poison[queue].put(job);
  }
  await stage.world.settle(redrivePoison(context));
  await setRecount(context, TENANT, id);
  await stage.wait(3);
  assert.deepEqual(await traces(stage, id), []);
});

test('without the setting nothing is forgotten, and no row is looked at but whether something was forgotten before', async () => {
  const stage = await releaseStage(3);
  stage.start();
  await sent(stage);
  const before = await allRows(stage.world);
  const requests: string[] = [];
  const context = asked(stage.world.context, (what) => requests.push(what));
  const later = { ...context, now: () => stage.world.time.now + 1_000 * DAY };
  assert.deepEqual(await stage.world.settle(forget(later)), { broadcasts: 0, deleted: 0, conversations: 0 });
  assert.deepEqual(await allRows(stage.world), before);
  // The list of those who send, and one range of the one who does.
  assert.deepEqual(requests, ['range', 'range']);
});

test('what was forgotten is deleted though from the next day on all is to be kept', async () => {
  const stage = await releaseStage(6);
  stage.start();
  const id = await sent(stage);
  assert.equal((await forgetIn(stage.world, 11 * DAY)).broadcasts, 1);
  assert.notDeepEqual(await traces(stage, id), []);
  const { context, time, settle } = stage.world;
  assert.equal((await settle(forget({ ...context, now: () => time.now + 12 * DAY }))).deleted, 1);
  assert.deepEqual(await traces(stage, id), []);
});

test('a key of what an older release has stored, and what is forgotten now, makes another broadcast', async () => {
  const stage = await releaseStage(6);
  stage.start();
  const { world } = stage;
  const old = await world.create(TENANT, 'with a key');
  assert.ok(await stage.ended(old));
  await stage.wait(2);
  const { broadcasts } = world.context.tables;
  const { values } = (await broadcasts.read(TENANT, broadcastRow(old)))!;
  const { keyedBy, ...older } = values;
  assert.ok(keyedBy);
  await broadcasts.write(TENANT, [{ do: 'put', key: broadcastRow(old), values: older }]);
  assert.equal((await forgetIn(world, 11 * DAY)).broadcasts, 1);
  const next = await world.create(TENANT, 'with a key');
  assert.notEqual(next, old);
  assert.ok(await stage.ended(next));
  assert.equal(await world.create(TENANT, 'with a key'), next);
});

test('how long something is kept counts from its end, not from when it was asked for', async () => {
  const stage = await releaseStage(6);
  const id = await stage.create(ada);
  await stage.world.pass(9 * DAY);
  stage.start();
  assert.equal((await stage.release(bob, id)).status, 202);
  assert.ok(await stage.ended(id));
  await stage.wait(2);
  assert.equal((await forgetIn(stage.world, 2 * DAY)).broadcasts, 0);
  assert.equal((await stage.look(id)).counts.delivered, 6);
  assert.equal((await forgetIn(stage.world, 11 * DAY)).broadcasts, 1);
});
