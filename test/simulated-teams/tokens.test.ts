import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventNotTaken } from '../../local/teams/events/bot-events.ts';
import { startConnectorServer } from '../teams/connector-server.ts';
import { connectorTo, failureOf, personalChat } from './connector.ts';
import { started } from './started.ts';

test('activities are signed if somebody signs them, each for itself, and an event may come with another token', async (t) => {
  const bot = await startConnectorServer();
  const sign = async ({ type }: { type: string }) => `Bearer for-${type}`;
  const endpoint = `${bot.serviceUrl}api/messages`;
  const shown = () => bot.received.splice(0).map(({ headers }) => headers.authorization);

  const signing = await started(t, { endpoint, sign });
  await signing.events.install(0, { order: 'conversation-first' });
  assert.deepEqual(shown(), ['Bearer for-conversationUpdate', 'Bearer for-installationUpdate']);
  await signing.events.say(0, 'hello', { authorization: 'Bearer stolen' });
  assert.deepEqual(shown(), ['Bearer stolen']);

  const anonymous = await started(t, { endpoint });
  await anonymous.events.say(0, 'hello');
  assert.deepEqual(shown(), [undefined]);
});

test('a bot that turns the token away has not taken the event', async (t) => {
  const bot = await startConnectorServer();
  bot.answer = (response) => void response.writeHead(401).end();
  const teams = await started(t, { endpoint: bot.serviceUrl, sign: async () => 'Bearer forged' });
  await assert.rejects(teams.events.say(0, 'hello'), EventNotTaken);
});

test('requests are asked for the bot’s token if somebody knows it; who lacks it gets nothing done', async (t) => {
  const teams = await started(t, { admits: async (authorization) => authorization === 'Bearer of-the-bot' });
  const created = await failureOf(
    connectorTo(teams.serviceUrl).conversations.createConversation(personalChat(teams, teams.org.ids.aadObjectId(0))),
  );
  assert.equal(created.statusCode, 401);

  const send = async (authorization: string) => {
    const chat = encodeURIComponent(teams.conversationId(0));
    const body = JSON.stringify({ type: 'message', text: 'hello' });
    const url = `${teams.serviceUrl}v3/conversations/${chat}/activities`;
    return (await fetch(url, { method: 'POST', headers: { authorization }, body })).status;
  };
  assert.equal(await send('Bearer of-another'), 401);
  assert.equal(teams.received(0).length, 0);
  assert.equal(await send('Bearer of-the-bot'), 201);
  assert.equal(teams.received(0).length, 1);
});
