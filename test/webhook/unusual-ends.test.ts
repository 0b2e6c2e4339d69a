import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { bodyOf, type Called, status, webhookStage } from './stage.ts';

nothingUnhandled();

const told = (call: Called | undefined) => bodyOf(call!).data as BroadcastView;
const second = { text: 'second', textFormat: 'plain' } as const;

test('what is canceled while it waits for its release is told: that it was, and that nobody has released it', async () => {
  const stage = await webhookStage(3, status(204));
  stage.start();
  const id = await stage.create(undefined, { needsRelease: true });
  await stage.wait(5);
  assert.deepEqual(stage.calls, [], 'it has not ended');
  await stage.world.settle(stage.broadcasts.cancel(id));
  assert.ok(await stage.until(2, () => stage.calls.length === 1), 'Nobody was told.');
  const ended = told(stage.calls[0]);
  assert.deepEqual([ended.id, ended.status, ended.outcome, ended.problem], [id, 'canceled', 'none', null]);
  assert.deepEqual([ended.release?.releasedAt, ended.release?.releasedBy, ended.counts.audience], [null, null, 0]);
  await stage.wait(60);
  assert.equal(stage.calls.length, 1);
});

test('so is what nobody released in time: it was stopped, and the problem says why', async () => {
  const stage = await webhookStage(3, status(204));
  Object.assign(stage.context, { stopAfter: 3_600_000 });
  stage.start();
  await stage.create(undefined, { needsRelease: true });
  assert.ok(await stage.until(65, () => stage.calls.length === 1), 'Nobody was told.');
  const { status: ended, problem, release } = told(stage.calls[0]);
  assert.deepEqual([ended, problem?.code, release?.releasedAt], ['stopped', 'not-released', null]);
});

test('an end during an edit says for how many the edit is still to be made', async () => {
  const stage = await webhookStage(9, status(204));
  const { context, world, broadcasts } = stage;
  const got = { posts: 0 };
  const { send } = context.teams;
  context.teams.send = async (...asked) => {
    got.posts++;
    return await send(...asked);
  };
  // What Teams refuses for everybody is made for nobody until it is mended, and fails nobody meanwhile.
  context.teams.update = async () => ({ kind: 'refused', status: 403, code: 'BotDisabledByAdmin' });
  stage.start();
  const id = await stage.create();
  assert.ok(await stage.world.until(5, async () => (await broadcasts.get(id)).endedAt !== null));
  assert.equal(got.posts, 9);
  await world.settle(broadcasts.edit(id, second));
  const nobody = { run: 1, states: ['failed'] } as const;
  await world.settle(broadcasts.retry(id, nobody));
  assert.ok(await stage.until(5, () => stage.calls.length === 2));
  const [first, again] = stage.calls.map(told);
  assert.deepEqual([first?.change, again?.run], [null, 2]);
  assert.deepEqual([again?.change?.kind, again?.change?.left, again?.change?.failed], ['edit', 9, 0]);
  assert.equal(again?.change?.endedAt, null);
  const { left } = (await stage.view(id)).change!;
  assert.equal(left, 9, 'as whoever looks is shown it');
});
