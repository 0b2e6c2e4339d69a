import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepRefused } from '../../shared/api/refused.ts';
import { type ConversationState, channelKey, chatKey, teamKey, userKey } from '../../shared/audience/conversation.ts';
import { changeConversation } from '../../shared/audience/conversations.ts';
import { forget } from '../../shared/retention/forget.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';
import { bob, releaseStage } from '../lifecycle/release-stage.ts';
import { allRows, asked, DAY, forgetIn } from './kept.ts';

type World = Awaited<ReturnType<typeof openWorld>>;

/** Somebody, or some place, as the last activity from there left it. */
async function put(world: World, key: string, state: ConversationState, daysAgo: number): Promise<void> {
  const at = world.time.now - daysAgo * DAY;
  const values = { v: 1, state, stateAt: at, at, conversation: `a:${key}` };
  await world.context.tables.conversations.write(TENANT, [{ do: 'put', key, values }]);
}

const refusedIn = async ({ context }: World) =>
  (await context.tables.broadcasts.range('refused', {})).rows.map(({ key }) => key);
const keysOf = async (world: World) =>
  (await world.context.tables.conversations.range(TENANT, {})).rows.map(({ key }) => key);

test('who could not be reached for long enough is not kept; who can be is, however long nothing was heard', async () => {
  const world = await openWorld(0, 5);
  const kept = [userKey('a-active'), userKey('b-lately'), teamKey('19:there'), channelKey('19:there', 'x')];
  await put(world, userKey('a-active'), 'active', 4_000);
  await put(world, userKey('b-lately'), 'removed', 9);
  await put(world, userKey('c-removed'), 'removed', 11);
  await put(world, userKey('d-blocked'), 'blocked', 11);
  await put(world, chatKey('19:chat'), 'removed', 11);
  await put(world, teamKey('19:gone'), 'removed', 11);
  // That the app was removed from a team is written in the team's row alone.
  await put(world, channelKey('19:gone', 'x'), 'active', 11);
  await put(world, channelKey('19:gone', 'y'), 'active', 1);
  await put(world, teamKey('19:there'), 'active', 11);
  await put(world, channelKey('19:there', 'x'), 'active', 11);
  const { conversations } = await forgetIn(world, 0);
  assert.equal(conversations, 4);
  assert.deepEqual(await keysOf(world), kept.toSorted());
});

test('who comes back at the same instant stays', async () => {
  const world = await openWorld(0, 5);
  const key = userKey('c-removed');
  await put(world, key, 'removed', 11);
  const meddled = asked(world.context, () => {});
  const { write } = meddled.tables.conversations;
  meddled.tables.conversations.write = async (partition, changes) => {
    const back = { at: world.time.now, state: 'active', facts: { conversation: 'a:again' } } as const;
    if (partition === TENANT && changes.some(({ do: how }) => how === 'delete')) {
      await changeConversation(world.context, world.context.tables.conversations, TENANT, key, back);
    }
    return await write(partition, changes);
  };
  assert.equal((await forgetIn(world, 0, meddled)).conversations, 0);
  const row = await world.context.tables.conversations.read(TENANT, key);
  assert.deepEqual([row?.values['state'], row?.values['conversation']], ['active', 'a:again']);
});

test('where there are more than one night looks through, the next goes on behind them, and in the end begins anew', async () => {
  const world = await openWorld(0, 5);
  const people = 250;
  for (let i = 0; i < people; i++) await put(world, userKey(`user-${String(i).padStart(4, '0')}`), 'removed', 11);
  // As if a page had two rows: a hundred pages are 200 people.
  const small = asked(world.context, () => {});
  const { range } = small.tables.conversations;
  small.tables.conversations.range = (partition, query) => range(partition, { ...query, limit: 2 });
  assert.equal((await forgetIn(world, 0, small)).conversations, 200);
  assert.equal((await forgetIn(world, 0, small)).conversations, 50);
  await put(world, userKey('aaa'), 'removed', 11);
  assert.equal((await forgetIn(world, 0, small)).conversations, 1);
  const { rows } = await world.context.tables.broadcasts.range(TENANT, {});
  assert.deepEqual(rows, [], 'how far it came is not kept either');
});

test('jobs that were refused are kept as long as broadcasts', async () => {
  const world = await openWorld(0, 5);
  const refusal = { code: 'invalid-request', detail: 'no', errors: [] };
  for (const days of [9, 11, 400]) {
    await keepRefused(world.context, { ...refusal, text: `{"n":${days}}` }, world.time.now - days * DAY);
  }
  await forgetIn(world, 0);
  assert.equal((await refusedIn(world)).length, 1);
});

test('where all is kept for longer than there has been time since 1970, nothing is deleted', async () => {
  const stage = await releaseStage(2);
  stage.start();
  const { world } = stage;
  assert.ok(await stage.ended(await stage.create(bob)));
  await keepRefused(world.context, { code: 'invalid-request', detail: 'no', errors: [], text: '{}' }, world.time.now);
  await put(world, userKey(world.user(7)), 'removed', 400);
  await stage.wait(2);
  const kept = async () => [...(await allRows(world)).keys()];
  const before = await kept();
  assert.ok(before.some((row) => row.startsWith('broadcasts refused ')));
  const context = { ...world.context, now: () => world.time.now + 10 * DAY };
  for (const days of [36_500, 99_999]) {
    const forgotten = await world.settle(forget({ ...context, retention: days * DAY }));
    assert.deepEqual(forgotten, { broadcasts: 0, deleted: 0, conversations: 0 });
    assert.deepEqual(await kept(), before);
  }
});
