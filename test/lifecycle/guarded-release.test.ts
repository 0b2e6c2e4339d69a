import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '../../shared/access/caller.ts';
import { releaseBroadcast } from '../../shared/lifecycle/release.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { ada, bob, cleo, dan, refused, releaseStage } from './release-stage.ts';

nothingUnhandled();

const FULL = [409, 'confirmation-required'];

/** A tenant in which so many broadcasts or recipients are usual in a day. */
async function stageOf(guard: { broadcasts: number; recipients: number }, people = 4) {
  const stage = await releaseStage(people, { guard });
  const everyone = { message: { text: 'at once' }, audience: { include: [{ type: 'everyone' }] } };
  return {
    ...stage,
    /** By who needs nobody's release. */
    send: (asked: object = {}) => stage.call(bob, 'POST', 'broadcasts', { ...everyone, ...asked }),
    drafts: async (count: number, by: Caller = ada): Promise<readonly string[]> => {
      const ids: string[] = [];
      for (let i = 0; i < count; i++) ids.push(await stage.create(by));
      return ids;
    },
  };
}

test('what waits for its release takes nobody’s day, however much of it one author writes', async () => {
  const stage = await stageOf({ broadcasts: 2, recipients: 8 });
  await stage.drafts(5);
  for (let i = 0; i < 2; i++) assert.equal((await stage.send()).status, 202);
  assert.deepEqual(refused(await stage.send()), FULL);
  await stage.drafts(1);
});

test('who releases more than is usual is told so before and after, and confirms it; what the author confirmed is no matter', async () => {
  const stage = await stageOf({ broadcasts: 1, recipients: 0 });
  const first = await stage.create(ada);
  const second = await stage.create(ada, { confirm: true });
  assert.equal((await stage.shown(second)).confirmation, null);
  assert.equal((await stage.release(cleo, first)).status, 202);
  assert.equal((await stage.shown(first)).confirmation, null, 'it waits no more');
  const { confirmation } = await stage.shown(second);
  assert.match(
    confirmation!.detail,
    /^1 broadcast was created or released in the last 24 hours, of 1 .*release it with/,
  );
  const answer = await stage.release(cleo, second);
  assert.deepEqual([...refused(answer), answer.body['detail']], [...FULL, confirmation!.detail]);
  assert.equal((await stage.look(second)).status, 'awaiting-release');
  assert.equal((await stage.release(cleo, second, undefined, true)).status, 202);
});

test('a release counts on the day on which it is made, for those that need none too, and on no other', async () => {
  const stage = await stageOf({ broadcasts: 1, recipients: 0 });
  const [old, another] = await stage.drafts(2);
  await stage.wait(30 * 60);
  assert.equal((await stage.release(cleo, old!)).status, 202);
  const answer = await stage.send();
  assert.deepEqual(refused(answer), FULL);
  assert.match(String(answer.body['detail']), /^1 broadcast was created or released .*send it again with/);
  assert.deepEqual(refused(await stage.release(cleo, another!)), FULL);
  await stage.wait(23 * 60);
  assert.deepEqual(refused(await stage.send()), FULL);
  await stage.wait(61);
  assert.equal((await stage.send()).status, 202);
  assert.deepEqual(refused(await stage.release(cleo, another!)), FULL);
});

test('of any number released and created at the same instant only as many pass as may', async () => {
  const stage = await stageOf({ broadcasts: 3, recipients: 0 });
  const ids = await stage.drafts(6);
  const shown = await Promise.all(ids.map(async (id) => ({ id, fingerprint: (await stage.shown(id)).fingerprint })));
  const answers = await Promise.all([
    ...shown.map(({ id, fingerprint }) => stage.release(cleo, id, fingerprint)),
    ...ids.map(() => stage.send()),
  ]);
  const passed = answers.filter(({ status }) => status === 202);
  for (const answer of answers) if (answer.status !== 202) assert.deepEqual(refused(answer), FULL);
  assert.equal(passed.length, 3);
});

test('a release that takes the last place is answered when it is asked for again, also while the first is under way', async () => {
  const stage = await stageOf({ broadcasts: 1, recipients: 0 });
  const [id] = await stage.drafts(1);
  const { fingerprint } = await stage.shown(id!);
  const { promise: released, resolve } = Promise.withResolvers<void>();
  const { context, settle } = stage.world;
  const { tables } = context;
  // The other process has read that it waits, and counts the day when it does no more.
  const late = async (partition: string, key: string) => {
    if (key === 'guard') await released;
    return await tables.broadcasts.read(partition, key);
  };
  const other = { ...context, tables: { ...tables, broadcasts: { ...tables.broadcasts, read: late } } };
  const second = releaseBroadcast(other, TENANT, id!, { fingerprint, confirm: false }, dan);
  assert.equal((await stage.release(cleo, id!, fingerprint)).status, 202);
  resolve();
  assert.equal((await settle(second))?.release?.done?.by, 'cleo');
  assert.equal((await stage.release(dan, id!, fingerprint)).status, 202);
});

test('recipients are counted when it is released, and count from then on', async () => {
  const stage = await stageOf({ broadcasts: 0, recipients: 6 }, 5);
  const [first, second] = await stage.drafts(2);
  assert.equal((await stage.release(cleo, first!)).status, 202);
  const answer = await stage.release(cleo, second!);
  assert.deepEqual(refused(answer), FULL);
  assert.match(String(answer.body['detail']), /about 10 recipients, of 6 .*release it/);
  const named = { audience: { include: [{ type: 'users', ids: [0, 1].map(stage.world.user) }] } };
  assert.deepEqual(refused(await stage.send(named)), FULL);
  await stage.wait(25 * 60);
  assert.equal((await stage.release(cleo, second!)).status, 202);
  assert.deepEqual(refused(await stage.send(named)), FULL);
});

test('a job from the queue that waits for its release is not refused for a full day', async () => {
  const stage = await stageOf({ broadcasts: 1, recipients: 0 });
  stage.start();
  assert.equal((await stage.send()).status, 202);
  Object.assign(stage.world.context, { secondPerson: true });
  const job = { message: { text: 'from a pipeline' }, audience: { include: [{ type: 'everyone' }] } };
  await stage.world.context.queues.broadcasts.put(JSON.stringify({ ...job, tenant: TENANT, idempotencyKey: 'one' }));
  await stage.wait(1);
  const { body } = await stage.call(dan, 'GET', 'broadcasts?status=awaiting-release');
  const [waiting] = body['items'] as { id: string }[];
  assert.deepEqual(refused(await stage.release(cleo, waiting!.id)), FULL);
});

test('what was released longer ago than a day is not kept for the guard', async () => {
  const stage = await stageOf({ broadcasts: 5, recipients: 0 });
  const ids = await stage.drafts(3);
  await stage.release(cleo, ids[0]!);
  await stage.release(cleo, ids[1]!, undefined, true);
  await stage.wait(25 * 60);
  await stage.release(cleo, ids[2]!);
  const { rows } = await stage.world.context.tables.broadcasts.range(TENANT, { from: 'g0', before: 'g:' });
  assert.deepEqual(
    rows.map(({ key }) => key.slice(key.indexOf('-') + 1)),
    [ids[2]],
  );
});
