import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TeamsAnswer } from '../../shared/teams/teams.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { HOUR } from './steering-stage.ts';
import { takeBackStage } from './take-back-stage.ts';

nothingUnhandled();

const PEOPLE = 30;
const refused: TeamsAnswer = { kind: 'refused', status: 403, code: 'BotDisabledByAdmin' };

/**
 * Everybody has the message; then Teams refuses the bot itself after so many requests. What nobody mends is given up
 * after an hour.
 */
async function heldStage(change: 'edit' | 'recall', takes = 0) {
  const stage = await takeBackStage(PEOPLE, 10);
  Object.assign(stage.context, { stopAfter: HOUR });
  stage.start();
  assert.ok(await stage.ended());
  let taken = 0;
  stage.teams.says = () => (taken++ < takes ? undefined : refused);
  const ask = () => (change === 'edit' ? stage.edit('second') : stage.recall());
  await ask();
  const mend = () => {
    stage.teams.says = () => undefined;
  };
  const reasons = async () =>
    new Set((await stage.deliveries()).map(({ state, reason }) => `${state} ${reason?.code}`));
  return { ...stage, ask, mend, reasons, minutes: (count: number) => stage.wait(count) };
}

for (const change of ['edit', 'recall'] as const) {
  test(`${change}: what Teams refuses for everybody and nobody mends is given up, and those who are left say so`, async () => {
    const stage = await heldStage(change);
    await stage.minutes(55);
    const held = await stage.look();
    assert.deepEqual([held.change?.left, held.change?.failed, held.change?.stoppedAt], [PEOPLE, 0, null]);
    assert.match(held.problem!.detail, /tried again each minute\.$/);
    // Nobody looks: the watcher sees to it.
    await stage.minutes(10);
    const asked = stage.asked.updates + stage.asked.removals;
    await stage.minutes(30);
    assert.equal(stage.asked.updates + stage.asked.removals, asked, 'Teams is asked all the same.');
    const { change: given, problem, counts, status } = await stage.look();
    assert.ok(given!.endedAt !== null && given!.stoppedAt !== null);
    assert.deepEqual([given!.left, given!.failed, counts.delivered, status], [0, PEOPLE, PEOPLE, 'completed']);
    assert.equal(problem?.code, 'bot-disabled-by-admin');
    assert.match(problem.detail, /ask for the change again: it was given up\.$/);
    assert.deepEqual(await stage.reasons(), new Set(['delivered change-stopped']));
  });

  test(`${change}: what was given up can be asked for again, and is made for everybody`, async () => {
    const stage = await heldStage(change, 12);
    await stage.minutes(75);
    assert.equal((await stage.look()).change?.left, 0);
    stage.mend();
    const again = await stage.ask();
    assert.deepEqual([again.problem, again.change?.endedAt, again.change?.stoppedAt], [null, null, null]);
    assert.ok(await stage.changed());
    const { change: made, problem } = await stage.look();
    assert.deepEqual([made?.failed, made?.stoppedAt, problem], [0, null, null]);
    assert.deepEqual(stage.texts(), change === 'edit' ? ['second'] : []);
    assert.equal((await stage.reasons()).size, 1);
    const requests = stage.asked.updates + stage.asked.removals;
    await stage.ask();
    assert.equal((await stage.look()).change?.askedAt, made?.askedAt, 'Asked twice, it is not done once.');
    assert.equal(stage.asked.updates + stage.asked.removals, requests);
  });
}

test('what is mended in time begins anew: a second failure has as long as the first', async () => {
  const stage = await heldStage('edit');
  await stage.minutes(50);
  let taken = 0;
  stage.teams.says = () => (taken++ < 5 ? undefined : refused);
  await stage.minutes(40);
  const { change } = await stage.look();
  assert.ok(taken > 5);
  assert.equal(change?.stoppedAt, null);
  stage.mend();
  assert.ok(await stage.changed());
  assert.deepEqual(stage.texts(), ['second']);
});

test('an edit that was given up is no way past a recall', async () => {
  const stage = await heldStage('recall');
  await stage.minutes(75);
  await assert.rejects(stage.edit('second'), { code: 'broadcast-recalled' });
});
