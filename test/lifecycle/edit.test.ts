import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../../shared/errors/problem.ts';
import { parseDeliverJob } from '../../shared/records/jobs.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { takeBackStage } from './take-back-stage.ts';

nothingUnhandled();

test('an ended broadcast that is edited reads otherwise for everybody, and has ended when it had', async () => {
  const stage = await takeBackStage(300, 50);
  stage.start();
  assert.ok(await stage.ended());
  const { endedAt } = await stage.look();
  const edited = await stage.edit('second');
  assert.deepEqual([edited.version, edited.summary, edited.change?.kind], [2, 'second', 'edit']);
  assert.ok(await stage.changed(), 'The edit does not end.');
  const view = await stage.look();
  assert.deepEqual([view.status, view.endedAt, view.counts.delivered], ['completed', endedAt, 300]);
  assert.deepEqual([view.change?.left, view.change?.failed], [0, 0]);
  assert.deepEqual(stage.texts(), ['second']);
  assert.equal(stage.asked.updates, 300);
  assert.ok((await stage.deliveries()).every(({ version }) => version === 2));
  const message = await stage.world.settle(stage.broadcasts.message(stage.id));
  assert.deepEqual(message, { text: 'second', textFormat: 'plain', version: 2 });
});

test('the same edit asked for twice is one', async () => {
  const stage = await takeBackStage(60, 20);
  stage.start();
  assert.ok(await stage.ended());
  await stage.edit('second');
  assert.equal((await stage.edit('second')).version, 2);
  assert.ok(await stage.changed());
  assert.equal((await stage.edit('second')).change?.left, 0);
  await stage.wait(2);
  assert.equal(stage.asked.updates, 60);
});

test('so is one whose card has a number in it that JSON writes otherwise than it was', async () => {
  const { broadcasts, id, world } = await takeBackStage(1, 1);
  const body = [{ type: 'TextBlock', text: 'second', spacingOfItsOwn: -0 }];
  const card = { type: 'AdaptiveCard', version: '1.4', body };
  const edit = () => world.settle(broadcasts.edit(id, { card, summary: 'second' }));
  assert.deepEqual([(await edit()).version, (await edit()).version], [2, 2]);
});

test('while it is sent, who comes later gets the newest version at once, and the others have it edited', async () => {
  const stage = await takeBackStage(1_000, 100);
  stage.start();
  assert.ok(await stage.world.until(1, async () => stage.chats.size > 200));
  const told = stage.chats.size;
  await stage.edit('second');
  assert.ok(await stage.changed());
  assert.deepEqual([stage.texts(), stage.chats.size], [['second'], 1_000]);
  // What was reserved before it was heard of may go out as it was: two seconds' worth, and what was in flight.
  assert.ok(stage.asked.updates >= told && stage.asked.updates <= told + 150, `${stage.asked.updates} of ${told}`);
});

test('an edit of a paused broadcast reaches those who have it, though nothing is sent', async () => {
  const stage = await takeBackStage(500, 50);
  stage.start();
  assert.ok(await stage.world.until(1, async () => stage.chats.size > 100));
  await stage.world.settle(stage.broadcasts.pause(stage.id, 'author'));
  await stage.wait(1);
  const { size } = stage.chats;
  await stage.edit('second');
  await stage.wait(2);
  assert.deepEqual([stage.texts(), stage.chats.size], [['second'], size]);
  await stage.world.settle(stage.broadcasts.resume(stage.id));
  assert.ok(await stage.changed());
  assert.deepEqual([stage.texts(), stage.chats.size], [['second'], 500]);
});

test('whom Teams will not let read the new version keeps the old one, with a reason', async () => {
  const stage = await takeBackStage(40, 10);
  stage.start();
  assert.ok(await stage.ended());
  stage.teams.says = (asked, user) => {
    if (asked !== 'update') return undefined;
    if (user === 3) return { kind: 'refused', status: 403, code: 'BotNotInConversationRoster' };
    if (user === 4) return { kind: 'refused', status: 404, code: 'ActivityNotFoundInConversation' };
    return user === 5 ? { kind: 'refused', status: 503 } : undefined;
  };
  await stage.edit('second');
  assert.ok(await stage.changed());
  const { change, counts } = await stage.look();
  assert.deepEqual([change?.failed, counts.delivered], [3, 40]);
  const odd = (await stage.deliveries()).filter(({ reason }) => reason !== null);
  assert.deepEqual(
    odd.map(({ state, reason, version }) => [state, reason?.code, version]),
    [
      ['delivered', 'not-changed', 1],
      ['delivered', 'message-gone', 1],
      ['delivered', 'not-changed', 1],
    ],
  );
  stage.teams.says = () => undefined;
  await stage.edit('third');
  assert.ok(await stage.changed());
  assert.equal((await stage.look()).change?.failed, 0);
  assert.deepEqual(stage.texts(), ['third']);
});

test('a retry sends the newest version', async () => {
  const stage = await takeBackStage(30, 10);
  stage.teams.says = (asked, user) =>
    asked === 'send' && user < 10 ? { kind: 'refused', status: 413, code: 'MessageSizeTooBig' } : undefined;
  stage.start();
  assert.ok(await stage.ended());
  await stage.edit('second');
  assert.ok(await stage.changed());
  stage.teams.says = () => undefined;
  await stage.world.settle(stage.broadcasts.retry(stage.id, { run: 1, states: ['failed'] }));
  assert.ok(await stage.changed());
  assert.deepEqual([stage.texts(), stage.asked.updates], [['second'], 20]);
});

test('a bot that Teams refuses holds an edit, fails nobody, and it goes on by itself', async () => {
  const stage = await takeBackStage(40, 10);
  stage.start();
  assert.ok(await stage.ended());
  stage.teams.says = () => ({ kind: 'refused', status: 401, code: 'BotNotRegistered' });
  await stage.edit('second');
  await stage.wait(10);
  const held = await stage.look();
  assert.deepEqual([held.problem?.code, held.change?.left, held.change?.failed], ['bot-not-registered', 40, 0]);
  stage.teams.says = () => undefined;
  assert.ok(await stage.changed());
  assert.deepEqual([stage.texts(), (await stage.look()).problem], [['second'], null]);
});

test('what was recalled can’t be edited', async () => {
  const stage = await takeBackStage(5, 5);
  stage.start();
  assert.ok(await stage.ended());
  await stage.recall();
  await assert.rejects(stage.edit('second'), (e) => e instanceof Problem && e.code === 'broadcast-recalled');
});

test('an edit waits for the one before it: what is asked for last is what is read', async () => {
  const stage = await takeBackStage(20, 10);
  const { clock, teams } = stage.context;
  const { update } = teams;
  let begun = 0;
  teams.update = async (message, activity) => {
    // The older one is carried out late, as by a service that has it in a queue.
    if (activity.text === 'second') {
      begun++;
      await clock.sleep(14_000);
    }
    return await update(message, activity);
  };
  stage.start();
  assert.ok(await stage.ended());
  await stage.edit('second');
  await stage.world.settle(
    (async () => {
      while (begun < 20) await clock.sleep(100);
    })(),
  );
  await stage.edit('third');
  assert.ok(await stage.changed());
  await stage.wait(1);
  assert.deepEqual(stage.texts(), ['third']);
});

test('edit after edit does not hide that nobody sends any more: what is left comes as soon as without them', async () => {
  const stage = await takeBackStage(600, 50);
  const { deliver } = stage.context.queues;
  const put = deliver.put.bind(deliver);
  let isLost = false;
  deliver.put = async (text, wait) =>
    isLost && parseDeliverJob(JSON.parse(text))?.change === undefined ? undefined : await put(text, wait);
  // Each shard of a chain by a message of its own, so that a chain ends where one is lost.
  Object.assign(stage.context, { timing: { ...stage.context.timing, follow: 0 } });
  stage.start();
  assert.ok(await stage.world.until(1, async () => stage.chats.size > 100));
  isLost = true;
  const told = stage.chats.size;
  for (let n = 2; n < 9; n++) {
    await stage.edit(`version ${n}`);
    await stage.world.until(0.25, async () => false);
    isLost = false;
  }
  assert.ok(told < 300, `${told} were told before anything was lost`);
  assert.equal(stage.chats.size, 600);
  assert.ok(await stage.changed());
  assert.deepEqual([stage.texts(), stage.asked.updates > 0], [['version 8'], true]);
});
