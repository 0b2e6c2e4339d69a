import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Api, viewIn } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { inState, reconcile } from '../support/reconcile.ts';
import { startApp } from '../support/running-app.ts';

const limit = { timeout: 120_000 };
const storage = await ownStorage();
const app = await startApp({ storage });

const retry = (api: Api, id: string, run: number, states: readonly string[]) =>
  api.call('POST', `/api/broadcasts/${id}/retry`, {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ run, states }),
  });

suite('retry', { concurrency: 4 }, () => {
  test(
    'those who failed are told, and nobody is told twice who has it; asked twice, it is done once',
    limit,
    async () => {
      const org = await startOrg(app, { users: 250 });
      const api = new Api(app, org);
      // Every 50th is not to be reached at first.
      const broken = org.teams.fault({
        kind: '403-not-enough-permissions',
        on: ({ operation, user }) => operation === 'send' && user !== undefined && user % 50 === 0,
        times: 'all',
      });
      const id = await api.send();
      assert.equal((await api.ended(id)).counts.failed, 5);
      broken.end();

      const answers = await Promise.all([retry(api, id, 1, ['failed']), retry(api, id, 1, ['failed'])]);
      for (const answer of answers) {
        assert.equal(answer.status, 202, JSON.stringify(answer.body));
        assert.equal(viewIn(answer).run, 2);
      }
      assert.equal((await api.ended(id)).outcome, 'all');
      await reconcile(api, org, id);
      assert.equal((await retry(api, id, 1, ['uncertain'])).body['code'], 'run-changed');
    },
  );

  test(
    'who is uncertain is told again only when asked for, and stays one of them until it is known',
    limit,
    async () => {
      const org = await startOrg(app, { users: 20 });
      const api = new Api(app, org);
      org.teams.fault({ kind: 'lost-answer', on: ({ operation, user }) => operation === 'send' && user === 3 });
      const id = await api.send();
      const first = await api.ended(id);
      assert.deepEqual([first.counts.uncertain, first.counts.delivered], [1, 19]);

      await retry(api, id, 1, ['failed', 'canceled']);
      assert.equal((await api.ended(id)).counts.uncertain, 1);
      await reconcile(api, org, id);

      await retry(api, id, 2, ['uncertain']);
      assert.equal((await api.ended(id)).outcome, 'all');
      const told = org.ids.map((_, user) => org.teams.ledger.of(user).length);
      assert.deepEqual(
        told,
        org.ids.map((_, user) => (user === 3 ? 2 : 1)),
      );
    },
  );

  test('a canceled broadcast goes on where it was canceled, planning included', limit, async () => {
    const slow = await startApp({ storage: await ownStorage(), env: { CARILLON_RATE: '100' } });
    const org = await startOrg(slow, { users: 1_200 });
    const api = new Api(slow, org);
    const id = await api.send();
    await org.teams.waitFor(({ ledger }) => ledger.accepted >= 20);
    assert.equal((await retry(api, id, 1, ['canceled'])).body['code'], 'broadcast-not-ended');
    await api.cancel(id);
    const canceled = await api.ended(id);
    assert.ok(canceled.counts.canceled > 500, JSON.stringify(canceled.counts));

    await retry(api, id, 1, ['canceled']);
    assert.deepEqual([(await api.ended(id)).outcome, (await api.get(id)).counts.audience], ['all', 1_200]);
    const people = await reconcile(api, org, id);
    assert.equal(inState(people, 'delivered').length, 1_200);
  });
});
