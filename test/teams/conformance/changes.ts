/** What was posted is edited, and taken away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutgoingActivity } from '../../../shared/teams/teams.ts';
import { hello, idOf, refusal, sendTo } from './actions.ts';
import { type OpenWorld, USERS, type World } from './world.ts';

const better: OutgoingActivity = { type: 'message', text: 'Better', summary: 'Better' };

/** A message of a user's chat. */
const place = (world: World, index: number, activity: string) => ({
  ...{ serviceUrl: world.serviceUrl(), conversation: world.conversationId(index), activity },
});

/** What a user reads now. */
const reads = (world: World, index: number) =>
  world
    .received(index)
    .filter(({ deletedAt }) => deletedAt === undefined)
    .map(({ activity, updates }) => updates.at(-1)?.activity ?? activity);

export function changeTests(open: OpenWorld): void {
  test('a message that is edited reads otherwise, and is no second message', async (t) => {
    const world = await open(t);
    const id = idOf(await sendTo(world, 3));
    assert.equal((await world.teams.update(place(world, 3, id), better)).kind, 'accepted');
    assert.deepEqual(reads(world, 3), [better]);
    assert.equal((await world.teams.update(place(world, 3, id), better)).kind, 'accepted');
    assert.deepEqual(reads(world, 3), [better]);
  });

  test('a message that is removed is gone, and gone is what Teams says of it from then on', async (t) => {
    const world = await open(t);
    const id = idOf(await sendTo(world, 3));
    assert.deepEqual(await world.teams.remove(place(world, 3, id)), { kind: 'accepted' });
    assert.deepEqual(reads(world, 3), []);
    assert.equal(refusal(await world.teams.remove(place(world, 3, id))), '404 ActivityNotFoundInConversation');
    assert.equal(refusal(await world.teams.update(place(world, 3, id), better)), '404 ActivityNotFoundInConversation');
    assert.deepEqual(reads(world, 3), []);
  });

  test('only the one message is touched', async (t) => {
    const world = await open(t);
    const [first] = [idOf(await sendTo(world, 0)), idOf(await sendTo(world, 0)), idOf(await sendTo(world, 1))];
    await world.teams.remove(place(world, 0, first!));
    const left = Array.from({ length: USERS }, (_, i) => reads(world, i).length);
    assert.deepEqual(left.slice(0, 3), [1, 1, 0]);
  });

  test('where the app is not any more, nothing is changed', async (t) => {
    const world = await open(t);
    const id = idOf(await sendTo(world, 2));
    world.setStatus(2, 'uninstalled');
    assert.equal(refusal(await world.teams.update(place(world, 2, id), better)).slice(0, 3), '403');
    assert.equal(refusal(await world.teams.remove(place(world, 2, id))).slice(0, 3), '403');
    assert.deepEqual(reads(world, 2), [hello]);
  });

  test('a change whose answer is lost is made, and can be asked for again', async (t) => {
    const world = await open(t);
    const id = idOf(await sendTo(world, 4));
    world.next({ kind: 'lost-answer' });
    assert.equal((await world.teams.update(place(world, 4, id), better)).kind, 'unanswered');
    assert.deepEqual(reads(world, 4), [better]);
    world.next({ kind: 'lost-answer' });
    assert.equal((await world.teams.remove(place(world, 4, id))).kind, 'unanswered');
    assert.deepEqual(reads(world, 4), []);
  });

  test('too fast a change is answered as a message is: when to come again', async (t) => {
    const world = await open(t);
    const id = idOf(await sendTo(world, 5));
    world.next({ kind: '429-throttled', retryAfter: 2 });
    const answer = await world.teams.remove(place(world, 5, id));
    assert.ok(
      answer.kind === 'refused' && answer.status === 429 && answer.retryAfter === 2_000,
      JSON.stringify(answer),
    );
  });
}
