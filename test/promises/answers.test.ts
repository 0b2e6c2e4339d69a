import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FaultKind } from '../../local/teams/faults/fault-rule.ts';
import { Api } from '../support/api.ts';
import { startOrg, type TestOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { inState, reconcile } from '../support/reconcile.ts';
import { startApp } from '../support/running-app.ts';

const limit = { timeout: 120_000 };
const storage = await ownStorage();
const app = await startApp({ storage });

/** How somebody stands, in short: state, code and number of attempts. */
async function standing(api: Api, id: string, user: string): Promise<readonly [string, string | undefined, number]> {
  const { state, reason, attempts } = await api.delivery(id, user);
  return [state, reason?.code, attempts];
}

/** The next message to a user meets with this, once. */
function fault(org: TestOrg, user: number, kind: FaultKind, more: { times?: number; carriedOut?: boolean } = {}): void {
  org.teams.fault({ kind, on: { user, operation: 'send' }, ...more });
}

// Each has a tenant of its own, and waits more than it works.
suite('what Teams answers', { concurrency: true }, () => {
  test('a chat that was deleted is made anew, told once, and remembered', limit, async () => {
    const org = await startOrg(app, { users: 30 });
    const api = new Api(app, org);
    for (const user of [3, 4, 5]) org.teams.deleteConversation(user);

    const first = await api.send();
    assert.equal((await api.ended(first)).outcome, 'all');
    await reconcile(api, org, first);
    assert.equal(org.teams.stats.operations.create, 3);

    const second = await api.send();
    assert.equal((await api.ended(second)).outcome, 'all');
    assert.ok((await reconcile(api, org, second)).every(({ attempts }) => attempts === 1));
    assert.equal(org.teams.stats.operations.create, 3, 'the new chat was not kept');
  });

  test('users are named by id: unknown to us, to nobody, twice, in capitals, and not at all', limit, async () => {
    const org = await startOrg(app, { users: 30, knownUsers: 20 });
    const api = new Api(app, org);
    const [someone, , , excluded] = org.ids;
    const strangers = [crypto.randomUUID(), crypto.randomUUID()];
    const ids = [...org.ids, someone!, org.ids[1]!.toUpperCase(), strangers[0]!.toUpperCase(), ...strangers];
    const id = await api.send({
      audience: { include: [{ type: 'users', ids }], exclude: [{ type: 'users', ids: [excluded!.toUpperCase()] }] },
    });
    const { counts } = await api.ended(id);
    assert.deepEqual([counts.audience, counts.delivered, counts.failed], [31, 29, 2]);
    await reconcile(api, org, id, [...org.ids.filter((known) => known !== excluded), ...strangers]);
    for (const stranger of strangers)
      assert.deepEqual(await standing(api, id, stranger), ['failed', 'not-reachable', 0]);
    assert.equal(org.teams.stats.operations.create, 12);

    // Who was found by the id alone is one of everyone from now on, and the chat is known.
    const everyone = await api.send();
    assert.equal((await api.ended(everyone)).counts.delivered, 30);
    await reconcile(api, org, everyone);
    assert.equal(org.teams.stats.operations.create, 12);
  });

  test(
    'who has uninstalled or blocked the app is failed by name, skipped the next time, and told again after',
    limit,
    async () => {
      const org = await startOrg(app, { users: 30 });
      const api = new Api(app, org);
      const { teams, ids } = org;
      const [told, untold, blocked, muted] = ids as [string, string, string, string];
      await teams.events.uninstall(told);
      teams.setStatus(untold, 'uninstalled');
      teams.setStatus(blocked, 'blocked');
      teams.setStatus(muted, 'writes-blocked');

      const first = await api.send();
      const { counts, outcome } = await api.ended(first);
      assert.deepEqual([counts.skipped, counts.failed, counts.delivered, outcome], [1, 3, 26, 'some']);
      assert.deepEqual(await standing(api, first, told), ['skipped', 'app-uninstalled', 0]);
      assert.deepEqual(await standing(api, first, untold), ['failed', 'app-uninstalled', 1]);
      assert.deepEqual(await standing(api, first, blocked), ['failed', 'blocked-by-user', 1]);
      assert.deepEqual(await standing(api, first, muted), ['failed', 'blocked-by-user', 1]);
      await reconcile(api, org, first);

      const before = teams.stats.requests;
      const second = await api.send();
      assert.equal((await api.ended(second)).counts.skipped, 4);
      assert.deepEqual(await standing(api, second, untold), ['skipped', 'app-uninstalled', 0]);
      assert.deepEqual(await standing(api, second, blocked), ['skipped', 'blocked-by-user', 0]);
      assert.deepEqual(await standing(api, second, muted), ['skipped', 'blocked-by-user', 0]);
      await reconcile(api, org, second);
      assert.equal(teams.stats.requests - before, 26, 'who is skipped costs no request');

      for (const user of [told, untold]) await teams.events.install(user);
      for (const user of [blocked, muted]) await teams.events.say(user, 'Here again');
      const third = await api.send();
      assert.equal((await api.ended(third)).outcome, 'all');
      await reconcile(api, org, third);
    },
  );

  test(
    'after an answer that was lost nobody is told again under hold, and somebody may be under retry',
    limit,
    async () => {
      for (const onUncertain of ['hold', 'retry'] as const) {
        const org = await startOrg(app, { users: 30 });
        const api = new Api(app, org);
        fault(org, 0, 'lost-answer');
        fault(org, 1, 'reset');
        fault(org, 2, '502-html', { carriedOut: true });
        fault(org, 3, '503-empty');
        fault(org, 4, '504-empty', { carriedOut: true });
        const id = await api.send({ onUncertain });
        const { counts } = await api.ended(id);
        const people = await reconcile(api, org, id);
        const messages = org.ids.slice(0, 5).map((user) => people.find((person) => person.id === user)?.messages);
        if (onUncertain === 'hold') {
          assert.deepEqual([counts.uncertain, counts.delivered], [5, 25]);
          for (const user of org.ids.slice(0, 5))
            assert.deepEqual(await standing(api, id, user), ['uncertain', 'no-answer', 1]);
          assert.deepEqual(messages, [1, 0, 1, 0, 1]);
        } else {
          assert.deepEqual([counts.uncertain, counts.delivered], [0, 30]);
          for (const user of org.ids.slice(0, 5))
            assert.deepEqual(await standing(api, id, user), ['delivered', undefined, 2]);
          assert.deepEqual(messages, [2, 1, 2, 1, 2]);
        }
      }
    },
  );

  test('after a 500 nobody is told again, whatever the policy', limit, async () => {
    for (const onUncertain of ['hold', 'retry'] as const) {
      const org = await startOrg(app, { users: 20 });
      const api = new Api(app, org);
      fault(org, 0, '500-service-error');
      fault(org, 1, '500-service-error', { carriedOut: true });
      const id = await api.send({ onUncertain });
      const { counts } = await api.ended(id);
      assert.deepEqual([counts.uncertain, counts.delivered], [2, 18]);
      for (const user of org.ids.slice(0, 2))
        assert.deepEqual(await standing(api, id, user), ['uncertain', 'teams-error', 1]);
      await reconcile(api, org, id);
    }
  });

  test(
    'what Teams refuses for good is failed with what it said, and what it takes later is delivered',
    limit,
    async () => {
      const org = await startOrg(app, { users: 20 });
      const api = new Api(app, org);
      fault(org, 0, '412-precondition-failed', { times: 2 });
      fault(org, 1, '412-precondition-failed', { times: 5 });
      fault(org, 2, '413-message-too-big');
      fault(org, 3, '400-bad-argument-spaced');
      fault(org, 4, '429-throttled');
      const id = await api.send();
      assert.equal((await api.ended(id)).counts.failed, 3);
      const expected = [
        ['delivered', undefined, 3],
        ['failed', 'teams-busy', 5],
        ['failed', 'message-too-large', 1],
        ['failed', 'message-refused', 1],
        ['delivered', undefined, 1],
      ];
      for (const [user, stands] of expected.entries())
        assert.deepEqual(await standing(api, id, org.ids[user]!), stands);
      await reconcile(api, org, id);
    },
  );

  test('what is wrong for everybody pauses the broadcast, and nobody is failed for it', limit, async () => {
    for (const [status, code] of [
      ['not-registered', 'bot-not-registered'],
      ['disabled-by-admin', 'bot-disabled-by-admin'],
    ] as const) {
      const org = await startOrg(app, { users: 300 });
      const api = new Api(app, org);
      const gate = org.teams.hold({ operation: 'send' });
      const id = await api.send();
      await gate.reached(20);
      gate.letGo(5);
      await org.teams.waitFor(({ ledger }) => ledger.accepted === 5);
      org.teams.setBot(status);
      gate.release();
      const { problem, counts } = await api.until(id, (view) => view.status === 'paused' && view.counts.sending === 0);
      assert.equal(problem?.code, code);
      assert.ok(problem.detail.length > 20);
      assert.deepEqual([counts.audience, counts.delivered, counts.pending], [300, 5, 295]);
      const people = await reconcile(api, org, id);
      assert.ok(inState(people, 'pending').every(({ attempts }) => attempts === 0));
    }
  });
});
