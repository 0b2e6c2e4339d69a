/** No answer: what is known, and what nobody can know. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, hello, idOf, sendTo } from './actions.ts';
import type { OpenWorld } from './world.ts';

export function silenceTests(open: OpenWorld): void {
  for (const [when, carriedOut, messages] of [
    ['before', false, 0],
    ['after', true, 1],
  ] as const) {
    test(`a connection that is cut ${when} the message is accepted: no answer, not one word of which`, async (t) => {
      const world = await open(t);
      world.next({ kind: 'reset', carriedOut });
      assert.deepEqual(await sendTo(world, 0), { kind: 'unanswered', cause: 'ECONNRESET' });
      assert.equal(world.received(0).length, messages);
      assert.equal(world.arrived(), 1);
      idOf(await sendTo(world, 0));
    });

    test(`a service that hangs ${when} the message is accepted is given up`, async (t) => {
      const world = await open(t);
      world.next({ kind: 'hang', carriedOut });
      assert.deepEqual(await sendTo(world, 0, hello, world.hasty), { kind: 'unanswered', cause: 'timeout' });
      assert.equal(world.received(0).length, messages);
      assert.equal(world.arrived(), 1);
    });
  }

  test('an answer that is lost is no answer, and the user has the message', async (t) => {
    const world = await open(t);
    world.next({ kind: 'lost-answer' });
    assert.deepEqual(await sendTo(world, 0), { kind: 'unanswered', cause: 'ECONNRESET' });
    assert.equal(world.received(0).length, 1);
  });

  test('a chat whose creation was not answered is the one that the next try gives', async (t) => {
    const world = await open(t);
    world.deleteConversation(0);
    const { aadObjectId } = world.user(0);
    world.next({ kind: 'lost-answer' });
    assert.deepEqual(await create(world, aadObjectId), { kind: 'unanswered', cause: 'ECONNRESET' });
    assert.equal(idOf(await create(world, aadObjectId)), world.conversationId(0));
    idOf(await sendTo(world, 0));
  });

  test('where nobody listens, nothing is sent', async (t) => {
    const world = await open(t);
    const to = { serviceUrl: world.nowhere, conversation: world.conversationId(0) };
    assert.equal((await world.teams.send(to, hello)).kind, 'unsent');
    const asked = { serviceUrl: world.nowhere, tenant: world.tenant, user: world.user(0).id };
    assert.equal((await world.teams.createConversation(asked)).kind, 'unsent');
    assert.equal(world.arrived(), 0);
  });

  test('what is called off before it begins is not sent', async (t) => {
    const world = await open(t);
    const to = { serviceUrl: world.serviceUrl(), conversation: world.conversationId(0) };
    assert.deepEqual(await world.teams.send(to, hello, AbortSignal.abort()), { kind: 'unsent', cause: 'aborted' });
    assert.deepEqual([world.received(0), world.arrived()], [[], 0]);
  });
}
