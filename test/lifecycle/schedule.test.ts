import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userKey } from '../../shared/audience/conversation.ts';
import { Problem } from '../../shared/errors/problem.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { HOUR, MINUTE, steeringStage } from './steering-stage.ts';

nothingUnhandled();

const DAY = 24 * HOUR;
const inAnHour = (now: number) => ({ start: { at: now + HOUR } });

test('a scheduled broadcast begins within seconds of its start, with who is there then', async () => {
  const stage = await steeringStage(3, 2, inAnHour);
  const id = await stage.send();
  await stage.wait(30);
  const { status, startAt, counts } = await stage.look(id);
  assert.deepEqual([status, startAt, counts.audience], ['scheduled', new Date(stage.start + HOUR).toISOString(), 0]);
  const late = { v: 1, state: 'active', stateAt: 0, at: 0, conversation: `a:${TENANT}/${stage.world.user(7)}` };
  await stage.context.tables.conversations.write(TENANT, [
    { do: 'put', key: userKey(stage.world.user(7)), values: late },
  ]);
  assert.ok(await stage.ended(id, 40));
  assert.deepEqual(stage.got.map(({ user }) => user).toSorted(), [0, 1, 2, 7]);
  const first = stage.got[0]!.at - (stage.start + HOUR);
  assert.ok(first >= 0 && first < 10_000, `${first} ms after the start`);
});

test('it begins though its message is lost: the row is the truth', async () => {
  const stage = await steeringStage(3, 2, inAnHour);
  const { plan } = stage.context.queues;
  const put = plan.put.bind(plan);
  plan.put = async () => undefined;
  const id = await stage.send();
  plan.put = put;
  assert.ok(await stage.ended(id, 65));
  assert.ok(stage.got.every(({ at }) => at >= stage.start + HOUR && at < stage.start + HOUR + 2 * MINUTE));
  assert.equal(stage.got.length, 3);
});

test('one that is weeks ahead is carried there: a message can be hidden for seven days', async () => {
  const stage = await steeringStage(2, 2, (now) => ({ start: { at: now + 16 * DAY } }));
  // Without a watcher that looks every minute it takes no time.
  const delays: (number | undefined)[] = [];
  const { plan } = stage.context.queues;
  const put = plan.put.bind(plan);
  plan.put = async (text, delay) => {
    delays.push(delay);
    await put(text, delay);
  };
  const id = await stage.world.create(TENANT, 'hello', { start: { at: stage.start + 16 * DAY } });
  stage.world.time.at(stage.start + 16 * DAY - MINUTE, () => {});
  const { workOnBroadcast } = await import('../../shared/lifecycle/plan-queue.ts');
  const { parsePlanJob } = await import('../../shared/records/jobs.ts');
  for (const day of [7, 14]) {
    stage.world.time.at(stage.start + day * DAY, () => {});
    await stage.world.time.run(stage.start + day * DAY, () => false);
    const [message] = await plan.take(1, MINUTE);
    assert.ok(message, `nothing on day ${day}`);
    await stage.world.settle(workOnBroadcast(stage.context, parsePlanJob(message.text)!));
    await plan.remove(message);
  }
  assert.ok(delays.every((delay) => delay! <= 7 * DAY));
  assert.equal((await stage.look(id)).status, 'scheduled');
});

test('until its start it can be withdrawn: it ends at once, and nobody was planned', async () => {
  const stage = await steeringStage(3, 2, inAnHour);
  const id = await stage.send();
  await stage.wait(10);
  const canceled = await stage.world.settle(stage.broadcasts.cancel(id));
  assert.deepEqual([canceled.status, canceled.counts.audience, canceled.problem], ['canceled', 0, null]);
  await stage.wait(60);
  assert.equal(stage.got.length, 0);
});

test('paused before its start it waits for its author; resumed before it, for its start', async () => {
  const stage = await steeringStage(3, 2, inAnHour);
  const id = await stage.send();
  await stage.world.settle(stage.broadcasts.pause(id, 'ada'));
  assert.equal((await stage.world.settle(stage.broadcasts.resume(id))).status, 'scheduled');
  const { status, pausedBy } = await stage.world.settle(stage.broadcasts.pause(id, 'ada'));
  assert.deepEqual([status, pausedBy], ['paused', 'ada']);
  await stage.wait(90);
  assert.equal(stage.got.length, 0);
  await stage.world.settle(stage.broadcasts.resume(id));
  assert.ok(await stage.ended(id, 2));
  assert.equal(stage.got.length, 3);
});

test('a start of just now means now; times that have passed, or are too far ahead, are refused', async () => {
  const stage = await steeringStage(1, 1, (now) => ({ start: { at: now - 4 * MINUTE } }));
  assert.ok(await stage.ended(await stage.send(), 1));
  const refused: [object, string][] = [
    [{ start: { at: stage.start - 10 * MINUTE } }, '/startAt time-passed'],
    [{ start: { at: stage.start + 400 * DAY } }, '/startAt time-too-far'],
    [{ start: { local: '2025-12-31T11:00' } }, '/startAt time-passed'],
    [{ expiresAt: stage.start }, '/expiresAt time-passed'],
    [{ expiresAt: stage.start + 1_000 * DAY }, '/expiresAt time-too-far'],
  ];
  for (const [i, [times, fault]] of refused.entries()) {
    const refusal = stage.world.create(TENANT, `hello ${i}`, times);
    await assert.rejects(refusal, (error) => {
      assert.ok(error instanceof Problem && error.code === 'invalid-request');
      assert.deepEqual(
        error.errors?.map(({ path, code }) => `${path} ${code}`),
        [fault],
      );
      return true;
    });
  }
});

test('asked again after its start has passed, with the same key, it is the same broadcast', async () => {
  const stage = await steeringStage(2, 2, inAnHour);
  const times = inAnHour(stage.start);
  const id = await stage.send();
  assert.ok(await stage.ended(id, 70));
  assert.equal(await stage.world.create(TENANT, 'hello', times), id);
});

test('of one that was withdrawn before it was planned nobody says that its audience is empty, retried or not', async () => {
  const stage = await steeringStage(30, 10, (now) => ({ start: { at: now + HOUR } }));
  const { broadcasts, world } = stage;
  const id = await stage.send();
  await world.settle(broadcasts.cancel(id));
  assert.ok(await stage.ended(id, 1));
  assert.equal((await stage.look(id)).problem, null);
  await world.settle(broadcasts.retry(id, { run: 1, states: ['failed'] }));
  assert.ok(await stage.ended(id, 1));
  const { run, outcome, planned, problem } = await stage.look(id);
  assert.deepEqual([run, outcome, planned, problem], [2, 'none', false, null]);
});
