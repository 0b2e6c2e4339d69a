import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, viewIn } from '../support/api.ts';
import { startOrg, type TestOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { reconcile } from '../support/reconcile.ts';
import { hasRevived, oneAtATime, startApp } from '../support/running-app.ts';

const limit = { timeout: 180_000 };
const RATE = 40;
const storage = await ownStorage();
// Each takes one job of a queue at a time: all slots for bulk are taken while there is any.
const env = { ...oneAtATime, CARILLON_RATE: String(RATE) };
const apps = await Promise.all([startApp({ storage, env }), startApp({ storage, env })]);
const [app, other] = apps;

test('an urgent broadcast overtakes the bulk that is under way, and bulk goes on after it', limit, async () => {
  const org = await startOrg(app, { users: 500, latency: { min: 20, max: 200 } });
  const api = new Api(other, org);
  const bulk = await api.send({ message: { text: 'bulk', textFormat: 'plain' } });
  await org.teams.waitFor(({ ledger }) => ledger.accepted >= 60);
  const ids = org.ids.slice(0, 200);
  const urgent = await api.send({
    message: { text: 'urgent', textFormat: 'plain' },
    audience: { include: [{ type: 'users', ids }] },
    priority: 'urgent',
  });
  assert.equal((await api.ended(urgent)).outcome, 'all');
  const texts = textsInOrder(org);
  const among = texts.slice(texts.indexOf('urgent'), texts.lastIndexOf('urgent') + 1);
  // What both had reserved for bulk when it came may be sent yet: two seconds' worth.
  const settled = among.slice(2 * RATE);
  const share = settled.filter((text) => text === 'urgent').length / settled.length;
  assert.ok(settled.length >= 100 && share >= 0.8, `${share} of ${settled.length}`);
  assert.ok((await api.get(bulk)).counts.pending > 0, 'bulk was over before it: this shows nothing');
  assert.equal((await api.ended(bulk)).outcome, 'all');
  await reconcile(api, org, bulk);
  await reconcile(api, org, urgent, ids);
  assert.ok(!apps.some((one) => hasRevived(one, bulk) || hasRevived(one, urgent)), 'somebody was taken for dead');
});

test('a rate of its own is shown, kept by a retry, and not above the tenant’s', limit, async () => {
  const org = await startOrg(app, { users: 12, latency: { min: 20, max: 50 } });
  const api = new Api(app, org);
  const tooFast = await api.post(api.bodyOf({ maxRate: RATE + 1 }));
  assert.equal(tooFast.status, 400);
  assert.deepEqual(
    (tooFast.body['errors'] as { code: string; path: string }[]).map(({ code, path }) => [code, path]),
    [['invalid-rate', '/maxRate']],
  );
  const id = await api.send({ maxRate: 6, priority: 'urgent' });
  const { maxRate, outcome } = await api.ended(id);
  assert.deepEqual([maxRate, outcome], [6, 'all']);
  const again = await api.call('POST', `/api/broadcasts/${id}/retry`, {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ run: 1, states: ['failed'] }),
  });
  assert.deepEqual([again.status, viewIn(again).maxRate, viewIn(again).priority], [202, 6, 'urgent']);
  assert.equal((await api.ended(id)).run, 2);
  await reconcile(api, org, id);
});

/** What was accepted, in the order in which it came. */
function textsInOrder({ teams }: TestOrg): readonly string[] {
  const received = [...teams.ledger.entries()].flatMap(([, entries]) => entries);
  return received.toSorted((a, b) => a.request - b.request).map(({ activity }) => String(activity['text']));
}
