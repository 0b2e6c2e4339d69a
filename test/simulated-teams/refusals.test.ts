import assert from 'node:assert/strict';
import test from 'node:test';
import { createIds } from '../../local/teams/org/ids.ts';
import type { UserStatus } from '../../local/teams/presence.ts';
import { connectorTo, failureOf, personalChat } from './connector.ts';
import { started } from './started.ts';

const message = { type: 'message', text: 'Hello' };

test('whoever cannot be reached is refused with the code that says why', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const user = teams.org.user(6);
  const expected: readonly [UserStatus, send: string, byId: string, byObjectId: string][] = [
    ['absent', 'BotNotInConversationRoster', 'BotNotInConversationRoster', 'ForbiddenOperationException'],
    ['uninstalled', 'BotNotInConversationRoster', 'BotNotInConversationRoster', 'ForbiddenOperationException'],
    ['blocked', 'ConversationBlockedByUser', 'ConversationBlockedByUser', 'ConversationBlockedByUser'],
    ['unknown', 'ConversationNotFound', 'ConversationNotFound', 'ForbiddenOperationException'],
  ];
  for (const [status, ...codes] of expected) {
    teams.setStatus(6, status);
    const failures = [
      await failureOf(conversations.sendToConversation(teams.conversationId(6), message)),
      await failureOf(conversations.createConversation(personalChat(teams, user.id))),
      await failureOf(conversations.createConversation(personalChat(teams, user.aadObjectId))),
    ];
    assert.deepEqual(
      failures.map((failure) => failure.code),
      codes,
      status,
    );
  }
  assert.equal(teams.stats.accepted, 0);
});

test('a blocked chat can also answer with errorCode 209 and JSON inside a string', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  teams.setStatus(0, 'writes-blocked');
  const failure = await failureOf(conversations.sendToConversation(teams.conversationId(0), message));
  assert.equal(failure.statusCode, 403);
  assert.equal(failure.code, undefined);
  const body = JSON.parse(failure.response?.bodyAsText ?? '');
  assert.equal(body.errorCode, 209);
  assert.equal(JSON.parse(body.message).subCode, 'MessageWritesBlocked');
});

test('a deleted chat is not found until it is created anew, and then has another id', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const old = teams.conversationId(1);
  teams.deleteConversation(1);
  const gone = await failureOf(conversations.sendToConversation(old, message));
  assert.deepEqual([gone.statusCode, gone.code], [404, 'ConversationNotFound']);
  const { id } = await conversations.createConversation(personalChat(teams, teams.org.user(1).aadObjectId));
  assert.notEqual(id, old);
  assert.equal(id, teams.conversationId(1));
  await conversations.sendToConversation(id, message);
  assert.equal((await failureOf(conversations.sendToConversation(old, message))).code, 'ConversationNotFound');
  assert.equal(teams.received(1).length, 1);
});

test('ids that are none of ours are refused as Teams does', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const foreign = createIds(1, '28:another-bot');
  const create = (member: string) => failureOf(conversations.createConversation(personalChat(teams, member)));
  const send = (chat: string) => failureOf(conversations.sendToConversation(chat, message));
  const codes = async (failure: Promise<{ statusCode: number; message: string }>) => {
    const { statusCode, message } = await failure;
    return [statusCode, message];
  };
  assert.deepEqual(await codes(create(foreign.userId(0))), [400, 'Failed to decrypt pairwise id']);
  assert.deepEqual(await codes(create('somebody')), [400, 'Invalid userId']);
  assert.deepEqual(await codes(create('28:a-bot')), [400, 'Bots cannot IM other bots']);
  assert.equal((await create('00000000-0000-4000-8000-000000000000')).code, 'ForbiddenOperationException');
  assert.deepEqual(await codes(send(foreign.conversationId(0, 0))), [403, 'Failed to decrypt conversation id']);
  assert.equal((await send('19:0@thread.tacv2')).code, 'ConversationNotFound');
  assert.equal((await send('19:a_b@unq.gbl.spaces')).code, 'BotNotInConversationRoster');
});

test('a bot that is disabled or not registered can do nothing, until it can again', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const send = () => conversations.sendToConversation(teams.conversationId(0), message);
  teams.setBot('disabled-by-admin');
  assert.deepEqual(((f) => [f.statusCode, f.code])(await failureOf(send())), [403, 'BotDisabledByAdmin']);
  teams.setBot('not-registered');
  assert.deepEqual(((f) => [f.statusCode, f.code])(await failureOf(send())), [401, 'BotNotRegistered']);
  teams.setBot('ok');
  assert.ok((await send()).id);
});

test('what is too large, no activity or no JSON is refused', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const large = { type: 'message', text: 'x'.repeat(51_300) };
  const tooBig = await failureOf(conversations.sendToConversation(teams.conversationId(0), large));
  assert.deepEqual([tooBig.statusCode, tooBig.code], [413, 'MessageSizeTooBig']);
  await conversations.sendToConversation(teams.conversationId(0), { type: 'message', text: 'x'.repeat(51_000) });
  const path = `${teams.serviceUrl}v3/conversations/${teams.conversationId(0)}/activities`;
  for (const body of ['{', '[]', '{"text":"no type"}', '']) {
    assert.equal((await fetch(path, { method: 'POST', body })).status, 400, body);
  }
  assert.equal((await fetch(`${teams.serviceUrl}v3/nothing`)).status, 404);
  assert.equal(teams.stats.accepted, 1);
});
