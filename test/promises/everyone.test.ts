import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { inState, reconcile } from '../support/reconcile.ts';
import { hasRevived, startApp } from '../support/running-app.ts';
import { holdingProxy, planningOf } from '../support/storage-proxy.ts';

const limit = { timeout: 180_000 };
const proxy = await holdingProxy(await ownStorage());
const app = await startApp({ storage: proxy.connectionString });

test('everybody who has the app is told exactly once, and no team, channel or group chat is', limit, async () => {
  const org = await startOrg(app, {
    users: 120,
    teams: 2,
    groupChats: 1,
    known: 'installs',
    latency: { min: 0, max: 30 },
  });
  for (const team of org.teams.org.teams) await org.teams.events.addToTeam(team);
  for (const chat of org.teams.org.groupChats) await org.teams.events.addToGroupChat(chat);
  const api = new Api(app, org);

  const id = await api.send();
  const { status, outcome, counts } = await api.ended(id);

  assert.deepEqual([status, outcome, counts.delivered], ['completed', 'all', 120]);
  const people = await reconcile(api, org, id);
  assert.ok(people.every(({ attempts }) => attempts === 1));
  assert.equal(org.teams.stats.accepted, 120);
});

test('sending begins while the rest of the audience is still being planned', limit, async () => {
  const org = await startOrg(app, { users: 1_200 });
  const api = new Api(app, org);
  const secondPage = proxy.hold(planningOf(org.tenant, 1));

  const id = await api.send();
  await secondPage.reached;
  const early = await api.until(id, ({ counts }) => counts.delivered > 0);
  assert.deepEqual([early.planned, early.status, early.counts.audience], [false, 'planning', 1_000]);
  assert.ok(!hasRevived(app, id), 'it began by itself, not because somebody looked');
  secondPage.release();

  const { planned, counts } = await api.ended(id);
  assert.deepEqual([planned, counts.audience, counts.delivered], [true, 1_200, 1_200]);
  await reconcile(api, org, id);
});

test('a tenant is served while Teams throttles all that is sent for another one', limit, async () => {
  const stormy = await startOrg(app, { users: 800 });
  const calm = await startOrg(app, { users: 100 });
  // As many jobs as a process takes at a time, all of them waiting for the storm to end.
  const waiting = new Api(app, stormy);
  stormy.teams.storm({ retryAfter: 2 });
  const throttled = await Promise.all([waiting.send(), waiting.send(), waiting.send()]);
  await stormy.teams.waitFor(({ stats }) => stats.throttled > 0);
  for (const id of throttled) await waiting.until(id, ({ planned }) => planned);

  const api = new Api(app, calm);
  const id = await api.send();
  assert.equal((await api.ended(id)).counts.delivered, 100);
  await reconcile(api, calm, id);
  for (const other of throttled) assert.equal((await waiting.get(other)).counts.delivered, 0);

  stormy.teams.clearFaults();
  for (const other of throttled) {
    assert.equal((await waiting.ended(other)).counts.delivered, 800);
    assert.deepEqual(inState(await reconcile(waiting, stormy, other), 'failed'), []);
  }
});
