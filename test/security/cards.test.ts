import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activity } from '../bot/payloads.ts';
import { Api } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { startConnectorServer } from '../teams/connector-server.ts';
import { cardsWithUrls } from './cards-with-urls.ts';

const limit = { timeout: 240_000 };

test(
  'nothing that a card holds is asked for: not when it comes, is kept, sent, edited, shown or pressed',
  limit,
  async () => {
    const bait = await startConnectorServer();
    let addresses = 0;
    const address = () => `${bait.serviceUrl}${addresses++}.png`;
    const cards = cardsWithUrls(address, 6);

    const env = { CARILLON_GUARD_BROADCASTS_PER_DAY: '0' };
    const app = await startApp({ storage: await ownStorage(), env });
    const org = await startOrg(app, { users: 1 });
    const api = new Api(app, org);
    const ids = await Promise.all(
      cards.map(async (card) => {
        const answer = await api.post(api.bodyOf({ message: { card, summary: address() } }));
        assert.equal(answer.status, 202, JSON.stringify([card, answer.body]));
        return String(answer.body['id']);
      }),
    );
    for (const [i, id] of ids.entries()) {
      assert.equal((await api.ended(id)).counts.delivered, 1);
      const shown = await api.call('GET', `/api/broadcasts/${id}/message`);
      assert.deepEqual(shown.body['card'], cards[i]);
    }
    const edits = ids.map((id, i) => api.edit(id, { card: cards[(i + 1) % cards.length], summary: address() }));
    for (const { status, body } of await Promise.all(edits)) assert.equal(status, 202, JSON.stringify(body));
    for (const id of ids) assert.equal((await api.changed(id)).change?.failed, 0);

    const press = (name: string, more: object) =>
      api.call('POST', '/api/messages', {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          ...activity('invoke-adaptive-card-action'),
          ...{ name, serviceUrl: org.teams.serviceUrl, relatesTo: { serviceUrl: address() } },
          ...more,
        }),
      });
    for (const card of cards) {
      const value = { ...card, action: { type: 'Action.Execute', verb: address(), data: card }, url: address() };
      const attachments = [{ contentType: 'image/png', contentUrl: address(), thumbnailUrl: address(), content: card }];
      for (const name of ['adaptiveCard/action', 'composeExtension/queryLink', 'task/fetch', 'fileConsent/invoke']) {
        assert.equal((await press(name, { value, attachments })).status, 200);
      }
      assert.equal((await press('', { type: 'message', value, attachments, text: address() })).status, 200);
    }
    assert.equal(org.teams.received(0).length, cards.length);
    await app.stop();
    assert.ok(addresses > 1_000, `${addresses} addresses`);
    assert.deepEqual([bait.connections(), bait.received.map(({ path }) => path)], [0, []]);
  },
);
