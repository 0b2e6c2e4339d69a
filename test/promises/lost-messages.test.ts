import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Api } from '../support/api.ts';
import { openQueues } from '../support/app-queues.ts';
import { eventually } from '../support/eventually.ts';
import { startOrg, type TestOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { reconcile } from '../support/reconcile.ts';
import { startApp, without } from '../support/running-app.ts';

const limit = { timeout: 240_000 };
/** Apps that don't do all there is to do, so that messages stay on the queues. */
const startDoor = (storage: string) => startApp({ storage, env: without('plan', 'deliver', 'watch') });
const startPlanner = (storage: string) => startApp({ storage, env: without('deliver', 'watch') });

/** So many users named by id are planned behind a queue message, everyone's first page is planned at once. */
const byId = ({ ids }: TestOrg) => ({ audience: { include: [{ type: 'users', ids }] } });

// Each has a storage of its own, and waits more than it works: that a message is lost is known after 30 s.
suite('queue messages are hints', { concurrency: true }, () => {
  test('all queue messages are lost, before and in the middle: nobody is lost, though nobody asks', limit, async () => {
    const storage = await ownStorage();
    const queues = openQueues(storage);
    const slow = await startApp({ storage, env: { CARILLON_RATE: '100' } });
    const org = await startOrg(slow, { users: 900 });
    const begun = await new Api(slow, org).send();
    await new Api(slow, org).until(begun, ({ counts }) => counts.delivered >= 100);
    await slow.stop();
    const door = await startDoor(storage);
    const unplanned = await new Api(door, org).send(byId(org));

    assert.deepEqual([await queues.count('plan'), (await queues.count('deliver')) > 0], [1, true]);
    await queues.lose('plan');
    await queues.lose('deliver');
    assert.ok(org.teams.stats.accepted < 900);
    await door.stop();

    const app = await startApp({ storage });
    await org.teams.waitFor(({ ledger }) => ledger.accepted === 1_800);
    const api = new Api(app, org);
    for (const id of [begun, unplanned]) {
      assert.equal((await api.ended(id)).outcome, 'all');
      assert.ok((await reconcile(api, org, id)).every(({ attempts }) => attempts === 1));
    }
    await app.stop();
  });

  test('all queue messages come four times, to two apps: nobody is told twice', limit, async () => {
    const storage = await ownStorage();
    const queues = openQueues(storage);
    const copies = async (queue: 'plan' | 'deliver', jobs: readonly string[]) => {
      for (const job of [...jobs, ...jobs, ...jobs]) await queues.put(queue, job);
    };
    const door = await startDoor(storage);
    const org = await startOrg(door, { users: 700 });
    const id = await new Api(door, org).send(byId(org));
    const plans = await queues.peek('plan');
    assert.equal(plans.length, 1);
    await copies('plan', plans);
    await door.stop();

    const planner = await startPlanner(storage);
    const { counts } = await new Api(planner, org).until(id, ({ planned }) => planned);
    assert.equal(counts.audience, 700);
    await eventually(
      () => queues.count('plan'),
      (left) => left === 0,
    );
    const jobs = await queues.peek('deliver');
    assert.ok(jobs.length >= 4);
    await copies('deliver', jobs);
    await planner.stop();

    const apps = await Promise.all([startApp({ storage }), startApp({ storage })]);
    const api = new Api(apps[0], org);
    assert.equal((await api.ended(id)).outcome, 'all');
    assert.ok((await reconcile(api, org, id)).every(({ attempts }) => attempts === 1));

    // And once more when all is over.
    await copies('plan', plans);
    await copies('deliver', jobs);
    await eventually(
      async () => (await queues.count('plan')) + (await queues.count('deliver')),
      (left) => left === 0,
    );
    assert.equal((await api.get(id)).counts.delivered, 700);
    assert.equal(org.teams.stats.requests, 700);
  });
});
