import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { TenantView } from '../../shared/api/views/operations.ts';
import { Api } from '../support/api.ts';
import { startOrg, type TestOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { reconcile } from '../support/reconcile.ts';
import { hasRevived, startApp, without } from '../support/running-app.ts';

const limit = { timeout: 120_000 };
const rate = 50;
const storage = await ownStorage();
const env = { CARILLON_RATE: String(rate), CARILLON_GUARD_BROADCASTS_PER_DAY: '3' };
// One sends, the other is asked to stop.
const [sender, other] = await Promise.all([
  startApp({ storage, env }),
  startApp({ storage, env: { ...env, ...without('deliver') } }),
]);

async function turn(api: Api, { tenant }: TestOrg, how: 'stop' | 'start'): Promise<TenantView> {
  const answer = await api.call('POST', `/api/tenants/${tenant}/${how}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as unknown as TenantView;
}

suite('an operator stops everything of a tenant', { concurrency: 3 }, () => {
  test(
    'no more than two seconds’ worth is begun after the answer; started, all of it arrives, once',
    limit,
    async () => {
      const org = await startOrg(sender, { users: 250, latency: { min: 20, max: 200 } });
      const api = new Api(other, org);
      const ids = [await api.send(), await api.send()];
      await org.teams.waitFor(({ ledger }) => ledger.accepted >= 40);
      const stopped = await turn(api, org, 'stop');
      const begun = org.teams.stats.requests;
      assert.deepEqual([stopped.sending, stopped.by, stopped.broadcasts], ['stopped', 'local', 2]);
      const late = await api.send();
      for (const id of [...ids, late]) {
        const { status, problem } = await api.until(id, ({ counts, planned }) => planned && counts.sending === 0);
        assert.deepEqual([status, problem?.code], ['paused', 'tenant-stopped']);
      }
      const more = org.teams.stats.requests - begun;
      // Two seconds' worth of slots to come, and those that were to be used just then and are a moment late.
      assert.ok(more <= 2.25 * rate, `${more} requests were begun after the answer`);

      await turn(new Api(sender, org), org, 'start');
      for (const id of [...ids, late]) {
        assert.equal((await api.ended(id)).outcome, 'all');
        assert.ok(![sender, other].some((app) => hasRevived(app, id)), 'it waited for somebody to find it');
        await reconcile(api, org, id);
      }
    },
  );

  test('asked by two at the same instant, it is done once, and both hear the same', limit, async () => {
    const org = await startOrg(sender, { users: 5 });
    const apis = [new Api(sender, org), new Api(other, org)];
    for (const how of ['stop', 'start', 'stop', 'start'] as const) {
      const [one, two] = await Promise.all(apis.map((api) => turn(api, org, how)));
      assert.deepEqual(one, two);
    }
    const id = await apis[1]!.send();
    assert.equal((await apis[1]!.ended(id)).outcome, 'all');
  });

  test(
    'two processes let no more broadcasts pass in a day than may, and then those that are confirmed',
    limit,
    async () => {
      const org = await startOrg(sender, { users: 2 });
      const apis = [new Api(sender, org), new Api(other, org)];
      const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => apis[i % 2]!.post(apis[0]!.bodyOf({}))));
      const codes = answers.map(({ status, body }) => (status === 202 ? 'taken' : body['code']));
      assert.equal(codes.filter((code) => code === 'taken').length, 3);
      assert.equal(codes.filter((code) => code === 'confirmation-required').length, 7);
      const confirmed = await apis[0]!.post({ ...apis[0]!.bodyOf({}), confirm: true });
      assert.equal(confirmed.status, 202);
    },
  );
});
