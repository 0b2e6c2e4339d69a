import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Api, viewIn } from '../support/api.ts';
import { checkCounts } from '../support/check-counts.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { inState, reconcile } from '../support/reconcile.ts';
import { hasRevived, startApp, without } from '../support/running-app.ts';

const limit = { timeout: 120_000 };
const rate = 50;
const storage = await ownStorage();
const env = { CARILLON_RATE: String(rate) };
// One sends, the other is asked.
const [sender, other] = await Promise.all([
  startApp({ storage, env }),
  startApp({ storage, env: { ...env, ...without('deliver') } }),
]);

suite('steering', { concurrency: 4 }, () => {
  test(
    'pause: no more than two seconds’ worth is begun after the answer; resume: all get it, once',
    limit,
    async () => {
      const org = await startOrg(sender, { users: 400, latency: { min: 20, max: 200 } });
      const api = new Api(other, org);
      const id = await api.send();
      await org.teams.waitFor(({ ledger }) => ledger.accepted >= 40);
      const [once, twice] = await Promise.all([api.pause(id), new Api(sender, org).pause(id)]);
      const begun = org.teams.stats.requests;
      for (const answer of [once, twice]) {
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        const { status, problem, pausedBy } = checkCounts(viewIn(answer));
        assert.deepEqual([status, problem?.code, pausedBy], ['paused', 'paused', 'local']);
      }
      // What was in flight comes to its end; then nothing moves any more.
      const still = await api.until(id, ({ counts }) => counts.sending === 0);
      assert.ok(org.teams.stats.requests - begun <= 2 * rate, 'too much was begun after the answer');
      assert.ok(still.counts.pending >= 200, JSON.stringify(still.counts));
      const [resumed, again] = await Promise.all([api.resume(id), api.resume(id)]);
      assert.deepEqual([resumed.status, again.status], [200, 200]);
      assert.equal((await api.ended(id)).outcome, 'all');
      assert.ok((await reconcile(api, org, id)).every(({ attempts }) => attempts === 1));
      assert.ok(![sender, other].some((app) => hasRevived(app, id)), 'it stood still, and somebody found it');
      const late = await api.pause(id);
      assert.deepEqual([late.status, late.body['code']], [409, 'broadcast-ended']);
      assert.equal((await api.resume(id)).status, 200);
    },
  );

  test('ten seconds ahead is an undo: what is withdrawn until then is told to nobody', limit, async () => {
    const org = await startOrg(sender, { users: 20 });
    const api = new Api(other, org);
    const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
    const kept = await api.send({ startAt: soon(2_000) });
    const withdrawn = await api.send({ startAt: soon(10_000) });
    assert.equal((await api.get(withdrawn)).status, 'scheduled');
    const { status, counts } = viewIn(await api.cancel(withdrawn));
    assert.deepEqual([status, counts.audience], ['canceled', 0]);
    const ended = await api.ended(kept);
    assert.equal(ended.outcome, 'all');
    assert.ok(Date.parse(ended.startedAt!) >= Date.parse(ended.startAt!), 'it was planned before its start');
    assert.equal(org.teams.stats.accepted, 20);
    assert.equal((await api.get(withdrawn)).counts.audience, 0);
  });

  test('what has expired is told to nobody any more, and each is listed with the reason', limit, async () => {
    const org = await startOrg(sender, { users: 600 });
    const api = new Api(other, org);
    const expiresAt = new Date(Date.now() + 8_000).toISOString();
    const id = await api.send({ expiresAt });
    const { status, counts } = await api.ended(id);
    assert.deepEqual([status, counts.delivered + counts.skipped], ['completed', 600]);
    assert.ok(counts.skipped > 100, JSON.stringify(counts));
    const people = await reconcile(api, org, id);
    for (const { reason } of inState(people, 'skipped')) assert.equal(reason?.code, 'expired');
  });

  test(
    'the bot is disabled by an administrator: paused, nobody is failed; enabled and resumed, all get it',
    limit,
    async () => {
      const org = await startOrg(sender, { users: 100 });
      const api = new Api(other, org);
      org.teams.setBot('disabled-by-admin');
      const id = await api.send();
      const paused = await api.until(id, ({ status, counts }) => status === 'paused' && counts.sending === 0);
      assert.deepEqual([paused.problem?.code, paused.counts.pending], ['bot-disabled-by-admin', 100]);
      org.teams.setBot('ok');
      assert.equal((await api.resume(id)).status, 200);
      assert.equal((await api.ended(id)).outcome, 'all');
      assert.ok(![sender, other].some((app) => hasRevived(app, id)), 'it stood still, and somebody found it');
      await reconcile(api, org, id);
    },
  );
});
