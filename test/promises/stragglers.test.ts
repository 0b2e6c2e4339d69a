import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Api } from '../support/api.ts';
import { startOrg, type TestOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { reconcile } from '../support/reconcile.ts';
import { startApp, without } from '../support/running-app.ts';

const limit = { timeout: 120_000 };
/** A shard holds 200; the shards 0, 4, … are one chain, sent one after the other. */
const SHARD = 200;
const NEXT_OF_CHAIN = 4 * SHARD;

/** The users' numbers at Teams, in the order they are sent to. */
const inOrder = ({ ids }: TestOrg): readonly number[] => ids.toSorted().map((id) => ids.indexOf(id));

// Each has a storage of its own, and waits more than it works.
suite('a post that hangs', { concurrency: true }, () => {
  test('does not hold the other waves of its shard', limit, async () => {
    const app = await startApp({ storage: await ownStorage(), env: { CARILLON_RATE: '100' } });
    const org = await startOrg(app, { users: SHARD });
    const api = new Api(app, org);
    const slow = inOrder(org)[0]!;
    const hanging = org.teams.hold({ operation: 'send', user: slow });
    const id = await api.send();
    await org.teams.waitFor(({ ledger }) => ledger.accepted === SHARD - 1);
    assert.equal((await api.delivery(id, org.ids[slow]!)).state, 'sending');
    hanging.release();

    assert.equal((await api.ended(id)).outcome, 'all');
    assert.ok((await reconcile(api, org, id)).every(({ attempts }) => attempts === 1));
  });

  test('does not hold the chain of its shard, and the end waits for it', limit, async () => {
    const app = await startApp({ storage: await ownStorage(), env: { CARILLON_RATE: '200' } });
    const org = await startOrg(app, { users: NEXT_OF_CHAIN + 50 });
    const api = new Api(app, org);
    const [slow] = inOrder(org);
    const hanging = org.teams.hold({ operation: 'send', user: slow! });
    const id = await api.send();
    await org.teams.waitFor(({ ledger }) => ledger.accepted === NEXT_OF_CHAIN + 49);
    const { counts, endedAt } = await api.until(id, (view) => view.counts.delivered === NEXT_OF_CHAIN + 49);
    assert.deepEqual([counts.sending, endedAt], [1, null]);
    hanging.release();

    assert.equal((await api.ended(id)).outcome, 'all');
    assert.ok((await reconcile(api, org, id)).every(({ attempts }) => attempts === 1));
  });

  test('an app is asked to end while its chain has left one behind: its answer is recorded', limit, async () => {
    const storage = await ownStorage();
    const env = { CARILLON_RATE: '200' };
    const app = await startApp({ storage, env });
    const onlooker = await startApp({ storage, env: without('plan', 'deliver', 'watch') });
    const org = await startOrg(app, { users: 7 * SHARD });
    const id = await new Api(app, org).send();
    const order = inOrder(org);
    const hanging = org.teams.hold({ operation: 'send', user: order[SHARD - 1]! }, 'answer');
    const following = order.slice(NEXT_OF_CHAIN, NEXT_OF_CHAIN + SHARD);
    await org.teams.waitFor((teams) => following.some((user) => teams.received(user).length > 0));
    const stopped = app.stop();
    // All else is recorded: an app that did not wait for this one answer would end now.
    await new Api(onlooker, org).until(id, ({ counts }) => counts.sending === 1);
    hanging.release();
    await stopped;
    assert.ok(org.teams.stats.accepted < 7 * SHARD);

    const next = await startApp({ storage, env });
    const api = new Api(next, org);
    const { outcome, counts } = await api.ended(id);
    assert.deepEqual([outcome, counts.uncertain], ['all', 0]);
    assert.ok((await reconcile(api, org, id)).every(({ attempts }) => attempts === 1));
  });
});
