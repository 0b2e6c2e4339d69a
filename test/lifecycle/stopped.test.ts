import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TeamsAnswer } from '../../shared/teams/teams.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { HOUR, steeringStage } from './steering-stage.ts';

nothingUnhandled();

/** Teams refuses the bot itself; what is paused is given up after an hour. */
async function refusedStage(refusal: Partial<TeamsAnswer & { kind: 'refused' }>) {
  const stage = await steeringStage(30, 10, () => ({}));
  Object.assign(stage.context, { stopAfter: HOUR });
  const { send } = stage.context.teams;
  stage.context.teams.send = async () => ({ kind: 'refused', status: 401, ...refusal });
  const mend = () => {
    stage.context.teams.send = send;
  };
  return { ...stage, mend };
}

const failures: readonly [code: string, refusal: Partial<TeamsAnswer & { kind: 'refused' }>][] = [
  ['bot-not-registered', { status: 401, code: 'BotNotRegistered' }],
  ['bot-disabled-by-admin', { status: 403, code: 'BotDisabledByAdmin' }],
  ['credential-refused', { status: 401 }],
];

for (const [code, refusal] of failures) {
  test(`${code}: it is paused, nobody is failed for it, and after a resume everybody gets it`, async () => {
    const stage = await refusedStage(refusal);
    const id = await stage.send();
    assert.ok(await stage.world.until(1, async () => (await stage.broadcasts.get(id)).status === 'paused'));
    await stage.wait(1);
    const { problem, counts, pausedAt, pausedBy } = await stage.look(id);
    assert.deepEqual([problem?.code, counts.pending, pausedBy], [code, 30, null]);
    assert.ok(pausedAt !== null && problem!.detail.includes('then resume'));
    stage.mend();
    assert.equal((await stage.world.settle(stage.broadcasts.resume(id))).problem, null);
    assert.ok(await stage.ended(id, 2));
    assert.equal((await stage.look(id)).outcome, 'all');
  });
}

test('what nobody mends is stopped: its rest is canceled with the reason, and the problem is kept', async () => {
  const stage = await refusedStage({ code: 'BotNotRegistered' });
  const id = await stage.send();
  await stage.wait(50);
  assert.equal((await stage.look(id)).status, 'paused');
  // Nobody looks: the watcher sees to it.
  await stage.wait(15);
  const { status, outcome, problem, counts } = await stage.look(id);
  assert.deepEqual([status, outcome, problem?.code, counts.canceled], ['stopped', 'none', 'bot-not-registered', 30]);
  const { items } = await stage.world.settle(stage.broadcasts.deliveries(id, { limit: 1 }));
  assert.equal(items[0]?.reason?.code, 'stopped');
  await assert.rejects(stage.world.settle(stage.broadcasts.pause(id, 'ada')), { code: 'broadcast-ended' });
});

test('what somebody pauses that a failure had paused waits for them, and still says what is wrong', async () => {
  const stage = await refusedStage({ code: 'BotNotRegistered' });
  const id = await stage.send();
  await stage.wait(50);
  const paused = await stage.world.settle(stage.broadcasts.pause(id, 'ada'));
  assert.deepEqual([paused.pausedBy, paused.problem?.code], ['ada', 'bot-not-registered']);
  await stage.wait(120);
  assert.equal((await stage.look(id)).status, 'paused');
  stage.mend();
  await stage.world.settle(stage.broadcasts.resume(id));
  assert.ok(await stage.ended(id, 2));
  assert.equal((await stage.look(id)).outcome, 'all');
});

test('until it is swept, deliveries, reasons and the person show what the sweep will make of them', async () => {
  const stage = await refusedStage({ code: 'BotNotRegistered' });
  const { broadcasts, context, world } = stage;
  const { plan } = context.queues;
  const put = plan.put.bind(plan);
  plan.put = async (text, delay) => (text.includes('"do":"sweep"') ? undefined : await put(text, delay));
  const id = await stage.send();
  const isStopped = async () => (await broadcasts.get(id)).counts.canceled === 30;
  assert.ok(await world.until(70, isStopped));
  assert.equal((await stage.look(id)).status, 'canceling');
  const { items } = await world.settle(broadcasts.deliveries(id, { limit: 1 }));
  const reasons = await world.settle(broadcasts.reasons(id));
  const person = await world.settle(broadcasts.person({ id: world.user(3), tenant: TENANT, limit: 1 }));
  assert.equal(items[0]?.reason?.code, 'stopped');
  assert.deepEqual(
    reasons.items.map(({ code, states }) => [code, states]),
    [['stopped', { canceled: 30 }]],
  );
  assert.equal(person.deliveries.items[0]?.reason?.code, 'stopped');
});

test('what was stopped can be retried once it is mended', async () => {
  const stage = await refusedStage({ code: 'BotNotRegistered' });
  const id = await stage.send();
  await stage.wait(65);
  stage.mend();
  const retried = await stage.world.settle(stage.broadcasts.retry(id, { run: 1, states: ['canceled'] }));
  assert.equal(retried.problem, null);
  assert.ok(await stage.ended(id, 2));
  assert.deepEqual([(await stage.look(id)).status, stage.got.length], ['completed', 30]);
});

test('what a person has paused waits for that person, however long', async () => {
  const stage = await refusedStage({});
  stage.mend();
  const id = await stage.send();
  await stage.world.settle(stage.broadcasts.pause(id, 'ada'));
  await stage.wait(120);
  const { status, problem, pausedBy } = await stage.look(id);
  assert.deepEqual([status, problem?.code, pausedBy], ['paused', 'paused', 'ada']);
  await stage.world.settle(stage.broadcasts.resume(id));
  assert.ok(await stage.ended(id, 2));
});
