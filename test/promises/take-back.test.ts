import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { SimulatedTeams } from '../../local/teams/simulated-teams.ts';
import { Api, viewIn } from '../support/api.ts';
import { checkCounts } from '../support/check-counts.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { inState, reconcile } from '../support/reconcile.ts';
import { startApp } from '../support/running-app.ts';

const limit = { timeout: 240_000 };
const rate = 50;
const env = { CARILLON_RATE: String(rate) };

/** How many messages stand in all chats. */
const standing = ({ ledger }: SimulatedTeams) =>
  [...ledger.entries()].flatMap(([, messages]) => messages.filter(({ deletedAt }) => deletedAt === undefined)).length;

suite('taking back', { concurrency: true }, () => {
  test('the app is killed in the middle of a recall: the next one removes the rest', limit, async () => {
    const storage = await ownStorage();
    const app = await startApp({ storage, env });
    const org = await startOrg(app, { users: 300 });
    const id = await new Api(app, org).send();
    const { endedAt } = await new Api(app, org).ended(id);
    const recalled = await new Api(app, org).recall(id);
    assert.equal(recalled.status, 202, JSON.stringify(recalled.body));
    checkCounts(viewIn(recalled));
    await org.teams.waitFor(({ ledger }) => ledger.deletes >= 50);
    await app.kill();
    assert.ok(standing(org.teams) > 0);

    const next = await startApp({ storage, env });
    const api = new Api(next, org);
    const view = await api.changed(id);
    assert.deepEqual([view.counts.recalled, view.change?.failed, view.endedAt], [300, 0, endedAt]);
    assert.equal(standing(org.teams), 0);
    await reconcile(api, org, id);
  });

  test('a recall while it is sent: nothing more is begun, and nothing stays', limit, async () => {
    const storage = await ownStorage();
    const app = await startApp({ storage, env });
    const org = await startOrg(app, { users: 400, latency: { min: 20, max: 400 } });
    const api = new Api(app, org);
    const id = await api.send();
    await org.teams.waitFor(({ ledger }) => ledger.accepted >= 60);
    const [once, twice] = await Promise.all([api.recall(id), api.recall(id)]);
    assert.deepEqual([once.status, twice.status], [202, 202]);
    const { accepted } = org.teams.stats;
    const view = await api.changed(id);
    assert.equal(view.status, 'canceled');
    assert.ok(org.teams.stats.accepted - accepted <= 2 * rate, 'too much was begun after the answer');
    assert.deepEqual([view.counts.delivered, view.counts.recalled + view.counts.canceled], [0, 400]);
    assert.equal(standing(org.teams), 0);
    await reconcile(api, org, id);
    const edit = await api.edit(id, { text: 'Too late' });
    assert.deepEqual([edit.status, edit.body['code']], [409, 'broadcast-recalled']);
  });

  test('an edit while two apps send it: everybody reads the newest version, once', limit, async () => {
    const storage = await ownStorage();
    const [app, other] = await Promise.all([startApp({ storage, env }), startApp({ storage, env })]);
    const org = await startOrg(app, { users: 500, latency: { min: 20, max: 200 } });
    const api = new Api(other, org);
    const id = await api.send({ message: { text: 'Watre is off', textFormat: 'plain' } });
    await org.teams.waitFor(({ ledger }) => ledger.accepted >= 60);
    const message = { text: 'Water is off', textFormat: 'plain' };
    const [once, twice] = await Promise.all([api.edit(id, message), new Api(app, org).edit(id, message)]);
    assert.deepEqual([once.status, twice.status], [202, 202]);
    assert.deepEqual([viewIn(once).version, viewIn(twice).version], [2, 2]);
    const view = await api.changed(id);
    assert.deepEqual([view.outcome, view.change?.left, view.change?.failed], ['all', 0, 0]);
    const people = await reconcile(api, org, id);
    assert.ok(inState(people, 'delivered').every(({ version }) => version === 2));
    assert.equal(org.teams.stats.accepted, 500);
    assert.ok(org.teams.stats.updates >= 60 && org.teams.stats.updates < 400, `${org.teams.stats.updates} updates`);
  });
});
