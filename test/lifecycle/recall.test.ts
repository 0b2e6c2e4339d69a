import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordLate } from '../../shared/delivery/record-late.ts';
import { Problem } from '../../shared/errors/problem.ts';
import { readShard } from '../../shared/shard/shard-store.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { takeBackStage } from './take-back-stage.ts';

nothingUnhandled();

test('an ended broadcast that is recalled is gone from every chat, and the counts add up meanwhile', async () => {
  const stage = await takeBackStage(600, 100);
  stage.start();
  assert.ok(await stage.ended());
  const asked = await stage.recall();
  assert.deepEqual([asked.change?.kind, asked.status], ['recall', 'completed']);
  const seen = new Set<number>();
  assert.ok(
    await stage.world.until(5, async () => {
      const { counts, change } = await stage.broadcasts.get(stage.id);
      assert.equal(counts.delivered + counts.recalled, 600);
      seen.add(counts.recalled);
      return change?.endedAt !== null;
    }),
  );
  assert.ok(seen.size > 2, 'They are recalled one by one.');
  const { counts, change, outcome } = await stage.look();
  assert.deepEqual([counts.recalled, change?.left, change?.failed, outcome], [600, 0, 0, 'none']);
  assert.equal(stage.chats.size, 0);
  assert.ok((await stage.deliveries()).every(({ state, reason }) => state === 'recalled' && reason === null));
});

test('asked twice it is done once', async () => {
  const stage = await takeBackStage(60, 20);
  stage.start();
  assert.ok(await stage.ended());
  await stage.recall();
  await stage.recall();
  assert.ok(await stage.changed());
  await stage.recall();
  await stage.wait(2);
  assert.equal(stage.asked.removals, 60);
});

test('a recall while it is sent cancels the rest, and takes back what was in flight', async () => {
  const stage = await takeBackStage(1_000, 100);
  const { send } = stage.context.teams;
  stage.context.teams.send = async (to, activity) => {
    const answer = await send(to, activity);
    await stage.context.clock.sleep(5_000);
    return answer;
  };
  stage.start();
  assert.ok(await stage.world.until(1, async () => stage.chats.size > 200));
  const { status, change } = await stage.recall();
  const { size } = stage.chats;
  assert.deepEqual([status, change?.kind], ['canceling', 'recall']);
  assert.ok(await stage.changed());
  const { counts, ...view } = await stage.look();
  assert.equal(view.status, 'canceled');
  assert.equal(stage.chats.size, 0);
  assert.deepEqual([counts.delivered, counts.recalled + counts.canceled], [0, 1_000]);
  assert.ok(counts.recalled >= size - 5 && counts.recalled <= size + 90, `${counts.recalled} of ${size}`);
});

test('before anybody has it a recall is a cancel', async () => {
  const stage = await takeBackStage(20, 10);
  const { endedAt } = await stage.recall();
  assert.equal(endedAt, null);
  stage.start();
  assert.ok(await stage.changed());
  const { counts, change } = await stage.look();
  assert.deepEqual([counts.canceled, counts.recalled, change?.left, stage.asked.removals], [20, 0, 0, 0]);
});

test('a paused broadcast is recalled all the same', async () => {
  const stage = await takeBackStage(500, 50);
  stage.start();
  assert.ok(await stage.world.until(1, async () => stage.chats.size > 100));
  await stage.world.settle(stage.broadcasts.pause(stage.id, 'author'));
  await stage.recall();
  assert.ok(await stage.changed());
  assert.equal(stage.chats.size, 0);
});

test('a message that is gone already is recalled; one that can’t be removed is not, and says why', async () => {
  const stage = await takeBackStage(30, 10);
  stage.teams.says = (asked, user) => (asked === 'send' && user === 2 ? { kind: 'accepted' } : undefined);
  stage.start();
  assert.ok(await stage.ended());
  for (const [key, { user }] of stage.chats) if (user === 1) stage.chats.delete(key);
  stage.teams.says = (asked, user) => {
    if (asked !== 'delete') return undefined;
    if (user === 3) return { kind: 'refused', status: 403, code: 'ConversationBlockedByUser' };
    return user === 4 ? { kind: 'unanswered', cause: 'timeout' } : undefined;
  };
  await stage.recall();
  assert.ok(await stage.changed());
  const { counts, change } = await stage.look();
  assert.deepEqual([counts.recalled, counts.delivered, change?.failed], [27, 3, 3]);
  const odd = (await stage.deliveries()).filter(({ state }) => state === 'delivered');
  assert.deepEqual(
    odd.map(({ reason }) => reason?.code),
    ['no-message-id', 'not-recalled', 'not-recalled'],
  );
});

test('what was recalled is not sent again', async () => {
  const stage = await takeBackStage(10, 5);
  stage.teams.says = (asked, user) => (asked === 'send' && user < 3 ? { kind: 'refused', status: 413 } : undefined);
  stage.start();
  assert.ok(await stage.ended());
  await stage.recall();
  assert.ok(await stage.changed());
  const retry = stage.world.settle(stage.broadcasts.retry(stage.id, { run: 1, states: ['failed'] }));
  await assert.rejects(retry, (e) => e instanceof Problem && e.code === 'broadcast-recalled');
});

test('a recall overtakes an edit that is under way', async () => {
  const stage = await takeBackStage(400, 50);
  stage.start();
  assert.ok(await stage.ended());
  await stage.edit('second');
  // Looked at often: the whole edit takes nine seconds.
  while (stage.asked.updates <= 50) await stage.world.pass(500);
  const { updates } = stage.asked;
  await stage.recall();
  assert.ok(await stage.changed());
  assert.deepEqual([stage.chats.size, (await stage.look()).counts.recalled], [0, 400]);
  // Who was at a shard goes on with it; no other is begun.
  assert.ok(stage.asked.updates <= Math.min(399, updates + 200), `${stage.asked.updates} were edited for nothing`);
});

test('messages of the queue that are lost delay a recall by about a minute, and lose nothing', async () => {
  const stage = await takeBackStage(60, 20);
  stage.start();
  assert.ok(await stage.ended());
  const { put } = stage.context.queues.deliver;
  let lost = 0;
  stage.context.queues.deliver.put = async (text, wait) => {
    if (text.includes('change') && lost++ < 3) return;
    await put(text, wait);
  };
  await stage.recall();
  assert.ok(lost > 0);
  assert.ok(await stage.changed(3));
  assert.equal(stage.chats.size, 0);
});

test('an answer that comes when the recall has long ended is no way to keep the message', async () => {
  const stage = await takeBackStage(4, 4);
  const { context, world, id, chats } = stage;
  stage.teams.says = (asked, user) =>
    asked === 'send' && user === 2 ? { kind: 'unanswered', cause: 'timeout' } : undefined;
  stage.start();
  assert.ok(await stage.ended());
  await stage.recall();
  assert.ok(await stage.changed());
  assert.deepEqual([(await stage.look()).counts.recalled, (await stage.look()).counts.uncertain], [3, 1]);

  // A sender that was taken for dead has the answer after all.
  const key = world.user(3);
  const stored = (await world.settle(readShard(context, { broadcast: id, key })))!;
  const job = { tenant: TENANT, broadcast: id, run: 1, n: 0, key };
  chats.set(`a:${TENANT}/${world.user(2)} late`, { text: 'first', user: 2, edits: 0 });
  const delivered = { kind: 'answered', verdict: { do: 'delivered', activity: 'late' }, notBefore: 0 } as const;
  const mine = { ...stored, wave: 'of a sender that was taken for dead' };
  await world.settle(recordLate(context, job, mine, new Map([[2, delivered]]), 'hold'));
  assert.ok(await stage.changed(), 'It does not end again.');
  assert.deepEqual([chats.size, (await stage.look()).counts.recalled], [0, 4]);
});

test('while its tenant is stopped a recall waits and says so; it goes on within seconds of the start', async () => {
  const stage = await takeBackStage(300, 30);
  const { broadcasts, world } = stage;
  stage.start();
  assert.ok(await stage.ended());
  await world.settle(broadcasts.stopTenant(TENANT, 'Ada', undefined));
  await stage.recall();
  await stage.wait(10);
  const { change, problem, counts } = await stage.look();
  assert.deepEqual([change?.left, problem?.code, counts.delivered], [300, 'tenant-stopped', 300]);
  assert.equal(stage.asked.removals, 0);
  await world.settle(broadcasts.startTenant(TENANT, 'Ada'));
  await stage.wait(0.25);
  assert.ok(stage.asked.removals > 100, `${stage.asked.removals}`);
  assert.ok(await stage.changed(1));
  assert.equal((await stage.look()).problem, null);
});

test('a recall whose messages are lost altogether goes on at once when it is driven on', async () => {
  const stage = await takeBackStage(300, 30);
  const { broadcasts, context, world, id } = stage;
  stage.start();
  assert.ok(await stage.ended());
  const { deliver } = context.queues;
  const put = deliver.put.bind(deliver);
  deliver.put = async () => {};
  await stage.recall();
  deliver.put = put;
  await world.settle(broadcasts.redrive(id));
  await stage.wait(0.25);
  assert.ok(stage.asked.removals > 100, `${stage.asked.removals}`);
});

test('an urgent broadcast is taken back at once, while another urgent one goes on; a bulk one when that is over', async () => {
  for (const priority of ['urgent', undefined] as const) {
    const stage = await takeBackStage(800, 100, priority && { priority });
    stage.start();
    assert.ok(await stage.ended());
    const { world } = stage;
    const other = await world.create(TENANT, 'the other', { priority: 'urgent' });
    await stage.wait(0.05);
    await stage.recall();
    assert.ok(await stage.changed());
    const { endedAt } = await world.settle(stage.broadcasts.get(other));
    assert.equal(endedAt === null, priority === 'urgent');
  }
});
