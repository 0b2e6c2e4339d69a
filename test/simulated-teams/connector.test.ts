import assert from 'node:assert/strict';
import test from 'node:test';
import { channelThread, connectorTo, failureOf, personalChat } from './connector.ts';
import { started } from './started.ts';

test('a personal chat is got or created by 29: id and by Entra object id, and is the same one', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const user = teams.org.user(4);
  const byId = await conversations.createConversation(personalChat(teams, user.id));
  const byObjectId = await conversations.createConversation(personalChat(teams, user.aadObjectId.toUpperCase()));
  assert.equal(byId.id, teams.conversationId(4));
  assert.equal(byObjectId.id, byId.id);
  assert.equal(byId._response.status, 201);
  assert.deepEqual(JSON.parse(byId._response.bodyAsText), { id: byId.id });
  assert.equal(teams.stats.operations.create, 2);
});

test('the tenant may stand in channelData, and has to stand somewhere', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const { id } = teams.org.user(0);
  const channelData = { tenant: { id: teams.org.tenant } };
  const created = await conversations.createConversation(personalChat(teams, id, { tenantId: undefined, channelData }));
  assert.equal(created.id, teams.conversationId(0));
  const missing = await failureOf(conversations.createConversation(personalChat(teams, id, { tenantId: undefined })));
  assert.deepEqual([missing.statusCode, missing.code], [400, 'BadSyntax']);
  const foreign = personalChat(teams, id, { tenantId: '00000000-0000-4000-8000-000000000000' });
  assert.equal((await failureOf(conversations.createConversation(foreign))).statusCode, 403);
});

test('creating a chat can carry its first message; the answer does not tell its id', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const activity = { type: 'message', text: 'Welcome' };
  const created = await conversations.createConversation(personalChat(teams, teams.org.user(1).id, { activity }));
  assert.deepEqual(JSON.parse(created._response.bodyAsText), { id: teams.conversationId(1) });
  assert.deepEqual(
    teams.received(1).map((message) => message.activity.text),
    ['Welcome'],
  );
});

test('a message is in the ledger of its user and of nobody else', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const sent = await conversations.sendToConversation(teams.conversationId(2), { type: 'message', text: 'Hello' });
  const [message] = teams.received(teams.org.user(2).aadObjectId);
  assert.equal(sent._response.status, 201);
  assert.equal(message?.activityId, sent.id);
  assert.deepEqual(message?.activity, { type: 'message', text: 'Hello' });
  assert.equal(message?.request, teams.requests()[0]?.number);
  assert.deepEqual([...teams.countsByUser()], [[teams.org.user(2).aadObjectId, 1]]);
  assert.equal(teams.stats.accepted, 1);
});

test('activity ids are never given twice', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const send = (n: number) => conversations.sendToConversation(teams.conversationId(n % 20), { type: 'message' });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => send(n)));
  assert.equal(new Set(answers.map((answer) => answer.id)).size, 100);
});

test('a message is edited, deleted, and then gone', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const chat = teams.conversationId(3);
  const { id } = await conversations.sendToConversation(chat, { type: 'message', text: 'One' });
  const edited = await conversations.updateActivity(chat, id, { type: 'message', text: 'Two' });
  assert.equal(edited.id, id);
  await conversations.deleteActivity(chat, id);
  const [message] = teams.received(3);
  assert.equal(message?.activity.text, 'One');
  assert.deepEqual(
    message?.updates.map((update) => update.activity.text),
    ['Two'],
  );
  assert.ok(message?.deletedAt);
  for (const call of [
    conversations.updateActivity(chat, id, { type: 'message', text: 'Three' }),
    conversations.deleteActivity(chat, id),
  ]) {
    const gone = await failureOf(call);
    assert.deepEqual([gone.statusCode, gone.code], [404, 'ActivityNotFoundInConversation']);
  }
  assert.deepEqual([teams.stats.updates, teams.stats.deletes], [1, 1]);
});

test('text and attachment together become two messages, and the answer has no id', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const attachments = [{ contentType: 'application/vnd.microsoft.card.hero', content: { title: 'Card' } }];
  const answer = await conversations.sendToConversation(teams.conversationId(0), {
    ...{ type: 'message', text: 'See the card', attachments },
  });
  assert.equal(answer._response.status, 201);
  assert.equal(answer._response.bodyAsText, '{}');
  const [text, card] = teams.received(0);
  assert.deepEqual([text?.activity.text, text?.activity.attachments], ['See the card', undefined]);
  assert.deepEqual([card?.activity.text, card?.activity.attachments], [undefined, attachments]);
  await conversations.sendToConversation(teams.conversationId(1), { type: 'message', attachments });
  assert.equal(teams.received(1).length, 1);
});

test('a reply is kept with the message it answers', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  await conversations.replyToActivity(teams.conversationId(0), '1776825925953', { type: 'message', text: 'Yes' });
  assert.equal(teams.received(0)[0]?.replyTo, '1776825925953');
});

test('a typing indicator is accepted and is no message', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  assert.ok((await conversations.sendToConversation(teams.conversationId(0), { type: 'typing' })).id);
  assert.equal(teams.stats.accepted, 0);
});

test('a channel thread is started, answered and told apart from the next one', async (t) => {
  const teams = await started(t, { org: { users: 5, teams: 1 } });
  const { conversations } = connectorTo(teams.serviceUrl);
  const [team] = teams.org.teams;
  const channel = team!.channels[1]!.id;
  const refused = await failureOf(conversations.createConversation(channelThread(teams, channel, 'Too early')));
  assert.equal(refused.code, 'BotNotInConversationRoster');

  teams.setInstalled(team!, true);
  const thread = await conversations.createConversation(channelThread(teams, channel, 'Root'));
  assert.equal(thread.id, `${channel};messageid=${thread.activityId}`);
  await conversations.sendToConversation(thread.id, { type: 'message', text: 'Below' });
  await conversations.sendToConversation(channel, { type: 'message', text: 'Beside' });
  const messages = teams.ledger.of(channel);
  assert.deepEqual(
    messages.map(({ activity, replyTo }) => [activity.text, replyTo]),
    [
      ['Root', undefined],
      ['Below', thread.activityId],
      ['Beside', undefined],
    ],
  );
});

test('what a bot cannot create is refused as it was recorded', async (t) => {
  const teams = await started(t, { org: { users: 5, teams: 1 } });
  const { conversations } = connectorTo(teams.serviceUrl);
  const [one, two] = [{ id: teams.org.user(0).id }, { id: teams.org.user(1).id }];
  const channelData = { channel: { id: teams.org.teams[0]!.id } };
  for (const fields of [
    { isGroup: true, members: [one, two] },
    { isGroup: true, members: [one] },
    { isGroup: true, channelData },
    { members: [] },
    { members: [one, two] },
  ]) {
    const refused = await failureOf(conversations.createConversation(personalChat(teams, one.id, fields)));
    assert.equal(refused.statusCode, 400, JSON.stringify(fields));
    assert.deepEqual(refused.details, {
      error: { code: 'BadSyntax', message: 'Incorrect conversation creation parameters' },
    });
  }
});

test('the service answers with and without region and tenant in the path, and notes whether a token came', async (t) => {
  const teams = await started(t);
  const path = `v3/conversations/${encodeURIComponent(teams.conversationId(0))}/activities`;
  const bases = ['/', '/amer/', '/teams/', `/amer/${teams.org.tenant}/`];
  for (const base of bases) {
    const response = await fetch(`${teams.origin}${base}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(base === '/' ? { Authorization: 'Bearer x' } : {}) },
      body: JSON.stringify({ type: 'message', text: base }),
    });
    assert.equal(response.status, 201, base);
  }
  assert.deepEqual(
    teams.received(0).map((message) => message.activity.text),
    bases,
  );
  assert.equal(teams.stats.authorized, 1);
  assert.deepEqual(
    teams.requests().map((request) => request.authorized),
    [true, false, false, false],
  );
});

test('after the tenant moved, its old serviceUrl is refused', async (t) => {
  const teams = await started(t);
  const old = connectorTo(teams.serviceUrl);
  const chat = teams.conversationId(0);
  teams.moveTo('emea');
  const send = await failureOf(old.conversations.sendToConversation(chat, { type: 'message', text: 'Hi' }));
  assert.deepEqual([send.statusCode, send.code], [400, 'BadArgument']);
  assert.match(send.message, /redirected to the wrong geo! Current geo: AMER, Target geo: EMEA/);
  const create = personalChat(teams, teams.org.user(0).id);
  assert.equal(
    (await failureOf(old.conversations.createConversation(create))).message,
    'User is from different region',
  );
  const { conversations } = connectorTo(teams.serviceUrl);
  assert.ok((await conversations.sendToConversation(chat, { type: 'message', text: 'Hi' })).id);
});
