/** Conversations: got or created, deleted, and those of people who cannot be reached. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserStatus } from '../../../local/teams/presence.ts';
import { create, hello, idOf, refusal, sendTo } from './actions.ts';
import type { OpenWorld } from './world.ts';

export function conversationTests(open: OpenWorld): void {
  test('a chat is got or created: by either id, in any case, again and again, it is the same', async (t) => {
    const world = await open(t);
    const { aadObjectId, id } = world.user(5);
    const chat = idOf(await create(world, aadObjectId));
    assert.equal(idOf(await create(world, aadObjectId)), chat);
    assert.equal(idOf(await create(world, aadObjectId.toUpperCase())), chat);
    assert.equal(idOf(await create(world, id)), chat);
    assert.equal(world.conversationId(5), chat);
    assert.notEqual(idOf(await create(world, world.user(6).aadObjectId)), chat);
    assert.deepEqual(world.received(5), []);
  });

  test('a chat that was deleted is not found until it is created anew, under another id', async (t) => {
    const world = await open(t);
    const old = world.conversationId(1);
    world.deleteConversation(1);
    const send = (conversation: string) => world.teams.send({ serviceUrl: world.serviceUrl(), conversation }, hello);
    assert.equal(refusal(await send(old)), '404 ConversationNotFound');
    assert.equal(refusal(await sendTo(world, 1)), '404 ConversationNotFound');
    const anew = idOf(await create(world, world.user(1).aadObjectId));
    assert.notEqual(anew, old);
    assert.equal(idOf(await create(world, world.user(1).id)), anew);
    idOf(await send(anew));
    assert.equal(refusal(await send(old)), '404 ConversationNotFound');
    assert.equal(world.received(1).length, 1);
  });

  const expected: readonly [UserStatus, send: string, byObjectId: string, byId: string][] = [
    ['absent', '403 BotNotInConversationRoster', '403 ForbiddenOperationException', '403 BotNotInConversationRoster'],
    [
      'uninstalled',
      '403 BotNotInConversationRoster',
      '403 ForbiddenOperationException',
      '403 BotNotInConversationRoster',
    ],
    ['blocked', '403 ConversationBlockedByUser', '403 ConversationBlockedByUser', '403 ConversationBlockedByUser'],
    ['writes-blocked', '403 MessageWritesBlocked', '403 MessageWritesBlocked', '403 MessageWritesBlocked'],
    ['unknown', '404 ConversationNotFound', '403 ForbiddenOperationException', '404 ConversationNotFound'],
  ];
  for (const [status, toSend, byObjectId, byId] of expected) {
    test(`who is ${status} is refused, has nothing, and can be reached once that is over`, async (t) => {
      const world = await open(t);
      world.setStatus(7, status);
      const { aadObjectId, id } = world.user(7);
      assert.equal(refusal(await sendTo(world, 7)), toSend);
      assert.equal(refusal(await create(world, aadObjectId)), byObjectId);
      assert.equal(refusal(await create(world, id)), byId);
      assert.deepEqual(world.received(7), []);
      idOf(await sendTo(world, 8));
      world.setStatus(7, 'installed');
      idOf(await sendTo(world, 7));
    });
  }

  test('whom Teams does not know, it refuses by the form of the id', async (t) => {
    const world = await open(t);
    const answers = {
      '00000000-1111-4222-8333-444444444444': '403 ForbiddenOperationException',
      '29:1AAAAAAAA': '400 BadArgument',
      '28:00000000-1111-4222-8333-444444444444': '400 BadArgument',
      'somebody@contoso.example': '400 ServiceError',
      '': '400 BadSyntax',
    };
    for (const [id, expected] of Object.entries(answers)) assert.equal(refusal(await create(world, id)), expected, id);
  });

  test('a conversation that never was is refused by the form of its id', async (t) => {
    const world = await open(t);
    const answers = {
      'a:another-bots': '403 BadArgument',
      '19:00000000000000000000000000000000@thread.v2': '404 ConversationNotFound',
      '19:one_two@unq.gbl.spaces': '403 BotNotInConversationRoster',
    };
    for (const [conversation, expected] of Object.entries(answers)) {
      const answer = await world.teams.send({ serviceUrl: world.serviceUrl(), conversation }, hello);
      assert.equal(refusal(answer), expected, conversation);
    }
  });

  test('another tenant’s people are refused, and another tenant’s address', async (t) => {
    const world = await open(t);
    const user = world.user(0).aadObjectId;
    const tenant = '99999999-1111-4222-8333-444444444444';
    const elsewhere = world.serviceUrl().replace(world.tenant, tenant);
    const { teams } = world;
    const asked = await teams.createConversation({ serviceUrl: world.serviceUrl(), tenant, user });
    const sent = await teams.send({ serviceUrl: elsewhere, conversation: world.conversationId(0) }, hello);
    assert.deepEqual([refusal(asked), refusal(sent)], ['403 ServiceError', '403 ServiceError']);
    assert.deepEqual(world.received(0), []);
  });

  test('a tenant that has moved is refused at its old address, served at its new one and at the one of all', async (t) => {
    const world = await open(t);
    const old = world.serviceUrl();
    world.moveTo('emea');
    const { tenant, teams } = world;
    const conversation = world.conversationId(0);
    const sent = await teams.send({ serviceUrl: old, conversation }, hello);
    const asked = await teams.createConversation({ serviceUrl: old, tenant, user: world.user(0).aadObjectId });
    const message = 'Incoming request was redirected to the wrong geo! Current geo: AMER, Target geo: EMEA';
    assert.deepEqual(sent, { kind: 'refused', status: 400, code: 'BadArgument', message });
    assert.equal(refusal(asked), '403 BadArgument');
    idOf(await sendTo(world, 0));
    const global = `${new URL(old).origin}/teams/`;
    idOf(await teams.send({ serviceUrl: global, conversation }, hello));
    assert.equal(world.received(0).length, 2);
  });

  test('a bot that is disabled or not registered is refused everywhere', async (t) => {
    const world = await open(t);
    for (const [status, expected] of [
      ['disabled-by-admin', '403 BotDisabledByAdmin'],
      ['not-registered', '401 BotNotRegistered'],
    ] as const) {
      world.setBot(status);
      assert.equal(refusal(await sendTo(world, 0)), expected);
      assert.equal(refusal(await create(world, world.user(0).id)), expected);
    }
    world.setBot('ok');
    idOf(await sendTo(world, 0));
  });
}
