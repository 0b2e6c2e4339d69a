import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Api, viewIn } from '../support/api.ts';
import { checkCounts } from '../support/check-counts.ts';
import { startOrg, type TestOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { inState, reconcile } from '../support/reconcile.ts';
import { hasRevived, startApp, without } from '../support/running-app.ts';
import { holdingProxy, planningOf } from '../support/storage-proxy.ts';

const limit = { timeout: 120_000 };
const rate = 50;
const proxy = await holdingProxy(await ownStorage());
const storage = proxy.connectionString;
const env = { CARILLON_RATE: String(rate) };
// One sends, the other is asked to cancel.
const [sender, other] = await Promise.all([
  startApp({ storage, env }),
  startApp({ storage, env: { ...env, ...without('deliver') } }),
]);

/** Cancels; then nothing is sent but what was reserved before. */
async function cancelInTime(api: Api, org: TestOrg, id: string, afterwards = () => {}) {
  const answer = await api.cancel(id);
  const begun = org.teams.stats.requests;
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.match(checkCounts(viewIn(answer)).status, /^cancel(ing|ed)$/);
  afterwards();
  const { status, counts, planned } = await api.ended(id);
  assert.equal(status, 'canceled');
  const late = org.teams.stats.requests - begun;
  assert.ok(late <= 2 * rate, `${late} requests were begun after the answer`);
  return {
    counts,
    planned,
    people: await reconcile(
      api,
      org,
      id,
      (await api.deliveries(id)).map((d) => d.recipient.id),
    ),
  };
}

suite('cancel', { concurrency: 4 }, () => {
  for (const [when, pages] of [
    ['before anybody is planned', 0],
    ['while the rest of the audience is being planned', 1],
  ] as const) {
    test(`${when}: who is not planned never will be`, limit, async () => {
      const org = await startOrg(sender, { users: 1_100 });
      const api = new Api(other, org);
      const page = proxy.hold(planningOf(org.tenant, pages));
      // The first page of everyone is planned at once; so many users named by id are planned behind the answer.
      const audience = { include: pages > 0 ? [{ type: 'everyone' }] : [{ type: 'users', ids: org.ids }] };
      const id = await api.send({ audience });
      await page.reached;
      const { counts, planned } = await cancelInTime(api, org, id, page.release);
      assert.deepEqual([planned, counts.audience, counts.failed + counts.uncertain], [false, pages * 1_000, 0]);
      assert.ok(counts.canceled >= counts.audience - 4 * rate);
    });
  }

  test('while messages are in flight: these are told, all others are not', limit, async () => {
    const org = await startOrg(sender, { users: 400 });
    const api = new Api(other, org);
    const gate = org.teams.hold({ operation: 'send' }, 'answer');
    const id = await api.send();
    await gate.reached(10);
    const { people, counts } = await cancelInTime(api, org, id, gate.release);
    assert.deepEqual([counts.uncertain, counts.failed, counts.delivered], [0, 0, org.teams.stats.accepted]);
    assert.ok(counts.delivered >= 10 && counts.canceled >= 200, JSON.stringify(counts));
    for (const { reason, attempts } of inState(people, 'canceled')) {
      assert.deepEqual([reason?.code, attempts], ['canceled', 0]);
    }
  });

  test('while it is sent: another broadcast of the same tenant goes on', limit, async () => {
    const org = await startOrg(sender, { users: 250, latency: { min: 20, max: 200 } });
    const api = new Api(other, org);
    const [canceled, kept] = await Promise.all([api.send(), api.send()]);
    await api.until(canceled, ({ counts }) => counts.delivered > 0);
    const answer = await api.cancel(canceled);
    assert.equal(answer.status, 200);
    const { status, counts } = await api.ended(canceled);
    assert.equal(status, 'canceled');
    assert.ok(counts.delivered > 0 && counts.canceled > 0, JSON.stringify(counts));
    assert.equal(counts.delivered + counts.canceled, 250);
    await reconcile(api, org, canceled);
    assert.equal((await api.ended(kept)).outcome, 'all');
    assert.ok(![sender, other].some((app) => hasRevived(app, kept)), 'it stopped, and somebody found it');
    await reconcile(api, org, kept);
  });

  test('while it is sent: no more than two seconds’ worth is begun after the answer', limit, async () => {
    const org = await startOrg(sender, { users: 500, latency: { min: 20, max: 200 } });
    const api = new Api(other, org);
    const id = await api.send();
    await org.teams.waitFor(({ ledger }) => ledger.accepted >= 40);
    const { counts } = await cancelInTime(api, org, id);
    assert.deepEqual([counts.uncertain, counts.failed], [0, 0]);
    assert.ok(counts.canceled >= 300, JSON.stringify(counts));
  });

  test('while Teams has asked to wait for long: it ends without waiting', limit, async () => {
    const org = await startOrg(sender, { users: 100 });
    const api = new Api(other, org);
    org.teams.storm({ retryAfter: 300 });
    const id = await api.send();
    await org.teams.waitFor(({ stats }) => stats.throttled > 0);
    const { counts } = await cancelInTime(api, org, id);
    assert.deepEqual([counts.canceled, counts.audience], [100, 100]);
  });

  test('while it is paused for what is wrong with the bot', limit, async () => {
    const org = await startOrg(sender, { users: 100 });
    const api = new Api(other, org);
    org.teams.setBot('not-registered');
    const id = await api.send();
    await api.until(id, ({ status }) => status === 'paused');
    const { counts } = await cancelInTime(api, org, id);
    assert.deepEqual([counts.canceled, counts.audience], [100, 100]);
  });

  test('again, and after the end: the same answer, unless it ended by itself', limit, async () => {
    const org = await startOrg(sender, { users: 100 });
    const api = new Api(other, org);
    const canceled = await api.send();
    const [once, twice] = await Promise.all([api.cancel(canceled), new Api(sender, org).cancel(canceled)]);
    assert.deepEqual([once.status, twice.status], [200, 200]);
    const ended = await api.ended(canceled);
    assert.deepEqual(viewIn(await api.cancel(canceled)), ended);

    const completed = await api.send();
    await api.ended(completed);
    const refused = await api.cancel(completed);
    assert.deepEqual([refused.status, refused.body['code']], [409, 'broadcast-ended']);
    assert.equal((await api.get(completed)).status, 'completed');
    await reconcile(api, org, completed);
  });
});
