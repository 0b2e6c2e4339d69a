import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { SimulatedTeams } from '../../local/teams/simulated-teams.ts';
import { Api } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { inState, reconcile } from '../support/reconcile.ts';
import { oneAtATime, type RunningApp, startApp } from '../support/running-app.ts';

const limit = { timeout: 240_000 };
const rate = 50;

/** An organisation with a broadcast under way: some are told, some are in flight at this instant. */
async function underWay(app: RunningApp, onUncertain: 'hold' | 'retry') {
  const org = await startOrg(app, { users: 300 });
  const api = new Api(app, org);
  const id = await api.send({ onUncertain });
  await org.teams.waitFor(({ ledger }) => ledger.accepted >= 50);
  // Half of them have the message and nobody has heard so; the other half will have it soon.
  const told = org.teams.hold(({ operation, user = 0 }) => operation === 'send' && user % 2 === 0, 'answer');
  const soon = org.teams.hold(({ operation, user = 0 }) => operation === 'send' && user % 2 === 1, 'arrival');
  await Promise.all([told.reached(3), soon.reached(3)]);
  const release = () => {
    told.release();
    soon.release();
  };
  return { org, api, id, release };
}

// Each has a storage of its own, and waits more than it works: who has died is known to be dead after 30 s.
suite('a crash', { concurrency: true }, () => {
  test(
    'the only app is killed: all goes on with the next one, and what was in flight is uncertain',
    limit,
    async () => {
      const storage = await ownStorage();
      const app = await startApp({ storage, env: { CARILLON_RATE: String(rate) } });
      const [held, retried, canceled] = await Promise.all([
        underWay(app, 'hold'),
        underWay(app, 'retry'),
        underWay(app, 'hold'),
      ]);
      assert.equal((await canceled.api.cancel(canceled.id)).status, 200);
      await app.kill();
      for (const { release } of [held, retried, canceled]) release();

      const next = await startApp({ storage });
      const api = (one: typeof held) => new Api(next, one.org);

      const afterHold = await api(held).ended(held.id);
      const people = await reconcile(api(held), held.org, held.id);
      const unsure = inState(people, 'uncertain');
      assert.equal(afterHold.counts.delivered + unsure.length, 300);
      assert.ok(unsure.length >= 6 && unsure.length <= 3 * rate, `${unsure.length} are uncertain`);
      for (const { attempts, reason } of unsure) assert.deepEqual([attempts, reason?.code], [1, 'sender-crashed']);

      const afterRetry = await api(retried).ended(retried.id);
      assert.equal(afterRetry.counts.delivered, 300);
      const again = (await reconcile(api(retried), retried.org, retried.id)).filter(({ attempts }) => attempts > 1);
      assert.ok(again.length >= 6 && again.length <= 3 * rate, `${again.length} were tried again`);
      assert.ok(again.filter(({ messages }) => messages === 2).length >= 6, 'who was in flight was not told again');

      const afterCancel = await api(canceled).ended(canceled.id);
      assert.equal(afterCancel.status, 'canceled');
      const { delivered, uncertain } = afterCancel.counts;
      assert.ok(uncertain >= 6 && afterCancel.counts.canceled >= 300 - delivered - 3 * rate);
      await reconcile(api(canceled), canceled.org, canceled.id);
    },
  );

  test('one of two apps is killed: the other goes on, and nobody is told twice', limit, async () => {
    const storage = await ownStorage();
    const env = { CARILLON_RATE: '40', ...oneAtATime };
    const [app, other] = await Promise.all([startApp({ storage, env }), startApp({ storage, env })]);
    const org = await startOrg(app, { users: 800 });
    const id = await new Api(app, org).send();
    const inOrder = org.ids.toSorted();
    const shards = [0, 200, 400, 600].map((from) => new Set(inOrder.slice(from, from + 200)));
    // Who is at one shard at a time, and in the middle of two, is two.
    const inTheMiddle = (teams: SimulatedTeams) =>
      shards.filter((shard) => {
        const told = [...shard].filter((user) => teams.received(user).length > 0).length;
        return told > 20 && told < 150;
      });
    await org.teams.waitFor((teams) => inTheMiddle(teams).length === 2);
    const gates = inTheMiddle(org.teams).map((shard) =>
      org.teams.hold(
        ({ operation, user }) => operation === 'send' && user !== undefined && shard.has(org.ids[user]!),
        'answer',
      ),
    );
    await Promise.all(gates.map((gate) => gate.reached(3)));
    await app.kill();
    for (const gate of gates) gate.release();

    const api = new Api(other, org);
    const { counts } = await api.ended(id);
    assert.ok(counts.uncertain >= 3 && counts.uncertain <= 3 * 40, JSON.stringify(counts));
    assert.equal(counts.delivered + counts.uncertain, 800);
    const unsure = inState(await reconcile(api, org, id), 'uncertain');
    const at = shards.filter((shard) => unsure.some(({ id: user }) => shard.has(user)));
    assert.equal(at.length, 1, 'somebody whose app lives is uncertain');
  });

  test('an app is asked to end: it finishes what is in flight, and nothing is uncertain', limit, async () => {
    const storage = await ownStorage();
    const env = { CARILLON_RATE: String(rate) };
    const app = await startApp({ storage, env });
    const org = await startOrg(app, { users: 300, latency: { min: 50, max: 500 } });
    const id = await new Api(app, org).send();
    await org.teams.waitFor(({ ledger, stats }) => ledger.accepted >= 50 && stats.inFlight > 5);
    await app.stop();
    assert.equal(org.teams.stats.inFlight, 0);
    assert.ok(org.teams.stats.accepted < 300);

    const next = await startApp({ storage, env });
    const api = new Api(next, org);
    const { outcome, counts } = await api.ended(id);
    assert.deepEqual([outcome, counts.uncertain], ['all', 0]);
    assert.ok((await reconcile(api, org, id)).every(({ attempts }) => attempts === 1));
  });
});
