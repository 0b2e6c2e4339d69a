import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { toActivity } from '../../shared/teams/activity.ts';
import { connectorTeams } from '../../shared/teams/connector-client.ts';
import { noToken } from '../../shared/teams/token-cache.ts';
import { reply, startConnectorServer } from './connector-server.ts';

const activity = toActivity({ text: 'Hello', textFormat: 'plain' });
const appId = '11111111-2222-3333-4444-555555555555';

function open() {
  const teams = connectorTeams({ tokens: noToken, appId });
  after(() => teams.close());
  return teams;
}

suite('a request to the Connector', () => {
  test('that sends a text: the activity as it is, to the conversation', async () => {
    const server = await startConnectorServer();
    const answer = await open().send(
      { serviceUrl: server.serviceUrl, conversation: '19:a/b@thread.tacv2;messageid=1' },
      toActivity({ text: '**Water** is off', textFormat: 'markdown' }),
    );
    assert.deepEqual(answer, { kind: 'accepted', id: '1776825931100' });
    const [{ method, path, headers, body } = assert.fail()] = server.received;
    assert.equal(
      `${method} ${path}`,
      'POST /amer/v3/conversations/19%3Aa%2Fb%40thread.tacv2%3Bmessageid%3D1/activities',
    );
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(headers['authorization'], undefined);
    assert.deepEqual(JSON.parse(body), {
      type: 'message',
      text: '**Water** is off',
      textFormat: 'markdown',
      summary: 'Water is off',
      channelData: { notification: { alert: true } },
    });
  });

  test('that edits a message: the new activity in its place, by PUT', async () => {
    const server = await startConnectorServer();
    server.answer = (response) => reply(response, 200, { id: '1776825931100' });
    const place = { serviceUrl: server.serviceUrl, conversation: 'a:1', activity: '1776825931100' };
    assert.deepEqual(await open().update(place, activity), { kind: 'accepted', id: '1776825931100' });
    const [{ method, path, body } = assert.fail()] = server.received;
    assert.equal(`${method} ${path}`, 'PUT /amer/v3/conversations/a%3A1/activities/1776825931100');
    assert.equal(JSON.parse(body).text, 'Hello');
  });

  test('that removes a message: by DELETE, without a body', async () => {
    const server = await startConnectorServer();
    server.answer = (response) => reply(response, 200, null);
    const place = { serviceUrl: server.serviceUrl, conversation: 'a:1', activity: '1776825931100' };
    assert.deepEqual(await open().remove(place), { kind: 'accepted' });
    const [{ method, path, body } = assert.fail()] = server.received;
    assert.equal(`${method} ${path}`, 'DELETE /amer/v3/conversations/a%3A1/activities/1776825931100');
    assert.equal(body, '');
  });

  test('that sends a card: nothing of it is lost on the way', async () => {
    const server = await startConnectorServer();
    const card = {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [{ type: 'TextBlock', text: 'Gruß 👋', isSubtle: false, spacing: null, size: 1.5 }],
      msteams: { width: 'Full' },
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    };
    await open().send({ serviceUrl: server.serviceUrl, conversation: 'a:1' }, toActivity({ card, summary: 'A card' }));
    assert.deepEqual(JSON.parse(server.received[0]?.body ?? ''), {
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
      summary: 'A card',
      channelData: { notification: { alert: true } },
    });
  });

  test('that creates a chat: with bot, tenant and user, and the chat’s id for an answer', async () => {
    const server = await startConnectorServer();
    server.answer = (response) => reply(response, 201, { id: 'a:new' });
    const to = { serviceUrl: server.serviceUrl, tenant: 'tenant-1', user: '00000000-1111-2222-3333-444444444444' };
    assert.deepEqual(await open().createConversation(to), { kind: 'accepted', id: 'a:new' });
    const [{ method, path, body } = assert.fail()] = server.received;
    assert.equal(`${method} ${path}`, 'POST /amer/v3/conversations');
    assert.deepEqual(JSON.parse(body), {
      isGroup: false,
      bot: { id: `28:${appId}` },
      members: [{ id: to.user }],
      tenantId: 'tenant-1',
      channelData: { tenant: { id: 'tenant-1' } },
    });
  });

  for (const [what, status, body] of [
    ['without a body', 202, null],
    ['with an empty object, as of a message split in two', 201, {}],
    ['that is no JSON', 201, '<html>'],
    ['with an id that is none', 200, { id: 7 }],
    ['of a status nobody has seen', 204, null],
  ] as const) {
    test(`that is accepted with an answer ${what}: accepted, without an id`, async () => {
      const server = await startConnectorServer();
      server.answer = (response) => reply(response, status, body);
      const to = { serviceUrl: server.serviceUrl, conversation: 'a:1' };
      assert.deepEqual(await open().send(to, activity), { kind: 'accepted' });
      assert.equal(server.received.length, 1);
    });
  }

  test('a thousand of them go over as many connections as there are at once', async () => {
    const server = await startConnectorServer();
    const teams = open();
    const to = { serviceUrl: server.serviceUrl, conversation: 'a:1' };
    let left = 1_000;
    const one = async () => {
      while (left-- > 0) assert.equal((await teams.send(to, activity)).kind, 'accepted');
    };
    await Promise.all(Array.from({ length: 8 }, one));
    assert.equal(server.received.length, 1_000);
    assert.ok(server.connections() <= 8, `${server.connections()} connections`);
  });
});
