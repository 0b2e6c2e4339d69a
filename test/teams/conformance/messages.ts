/** Messages: who has what, and how often. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutgoingActivity } from '../../../shared/teams/teams.ts';
import { hello, idOf, refusal, sendTo } from './actions.ts';
import { type OpenWorld, USERS } from './world.ts';

/** UTF-16 bytes of a message's JSON that Teams takes. */
const LARGEST = 102_400;

export function messageTests(open: OpenWorld): void {
  test('a message that is accepted has an id, and its user has it once', async (t) => {
    const world = await open(t);
    const id = idOf(await sendTo(world, 3));
    assert.deepEqual(
      world.received(3).map(({ activityId, activity }) => ({ activityId, activity })),
      [{ activityId: id, activity: hello }],
    );
    assert.equal(world.arrived(), 1);
  });

  test('nobody else has it', async (t) => {
    const world = await open(t);
    idOf(await sendTo(world, 3));
    const others = Array.from({ length: USERS }, (_, i) => world.received(i).length);
    assert.deepEqual(others, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  });

  test('the same message twice is two messages: there is no key by which Teams would know', async (t) => {
    const world = await open(t);
    const ids = [idOf(await sendTo(world, 0)), idOf(await sendTo(world, 0))];
    assert.equal(new Set(ids).size, 2);
    assert.deepEqual(
      world.received(0).map((message) => message.activityId),
      ids,
    );
  });

  test('many at once have an id each', async (t) => {
    const world = await open(t);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => sendTo(world, i % USERS)));
    assert.equal(new Set(answers.map(idOf)).size, 50);
    assert.equal(world.received(0).length, 5);
  });

  test('a card arrives as it was sent', async (t) => {
    const world = await open(t);
    const content = {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [{ type: 'TextBlock', text: 'Gruß 👋', wrap: true }],
    };
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
    const card: OutgoingActivity = { type: 'message', attachments, summary: 'A card', channelData: { a: [1, null] } };
    idOf(await sendTo(world, 1, card));
    assert.deepEqual(world.received(1)[0]?.activity, card);
  });

  test('text with a card becomes two messages, and the answer has no id', async (t) => {
    const world = await open(t);
    const attachments = [{ contentType: 'application/vnd.microsoft.card.hero', content: { title: 'Card' } }];
    const answer = await sendTo(world, 1, { type: 'message', text: 'See the card', attachments });
    assert.deepEqual(answer, { kind: 'accepted' });
    assert.deepEqual(
      world.received(1).map((message) => message.activity),
      [
        { type: 'message', text: 'See the card' },
        { type: 'message', attachments },
      ],
    );
  });

  test('the largest message is accepted, one letter more is too large, and nobody has that', async (t) => {
    const world = await open(t);
    const activity = (letters: number): OutgoingActivity => ({ type: 'message', text: 'é'.repeat(letters) });
    const letters = LARGEST / 2 - JSON.stringify(activity(0)).length;
    idOf(await sendTo(world, 2, activity(letters)));
    assert.equal(refusal(await sendTo(world, 2, activity(letters + 1))), '413 MessageSizeTooBig');
    assert.equal(world.received(2).length, 1);
  });

  test('what the sender changes after sending, nobody sees', async (t) => {
    const world = await open(t);
    const content = { title: 'as sent' };
    await sendTo(world, 4, { type: 'message', attachments: [{ contentType: 'x/y', content }] });
    content.title = 'changed';
    assert.deepEqual(world.received(4)[0]?.activity, {
      type: 'message',
      attachments: [{ contentType: 'x/y', content: { title: 'as sent' } }],
    });
  });
}
