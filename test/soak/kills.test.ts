import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Screen } from '../../cli/terminal/screen.ts';
import { readOptions } from '../../local/soak/options.ts';
import type { SoakReport } from '../../local/soak/report.ts';
import { runSoak } from '../../local/soak/run-soak.ts';
import { MAX_ATTEMPTS } from '../../shared/shard/retry-policy.ts';
import { Api } from '../support/api.ts';
import { inState, type Reconciled, reconcile } from '../support/reconcile.ts';

const limit = { timeout: 300_000 };

/** A soak, its report, and everybody as the tests' own reconciliation finds them: it knows nothing of the soak's. */
async function soaked(
  users: number,
  rate: number,
  ...args: readonly string[]
): Promise<{ report: SoakReport; people: readonly Reconciled[] }> {
  const options = readOptions(['--users', String(users), '--rate', String(rate), ...args])!;
  const screen = new Screen({ write: () => {}, colours: false, live: false, columns: () => 100 });
  let people: readonly Reconciled[] = [];
  const report = await runSoak(options, {
    screen,
    async ended({ teams, copies }, id) {
      const { tenant, ids } = teams.org;
      const org = { teams, tenant, ids: Array.from({ length: users }, (_, user) => ids.aadObjectId(user)) };
      people = await reconcile(new Api(copies.running[0]!, org), org, id);
    },
  });
  assert.deepEqual(report.broken, []);
  assert.deepEqual([report.recipients, report.lost, people.length], [users, 0, users]);
  return { report, people };
}

// Each has a storage and two copies of the app of its own, and waits more than it works: who has died is known to be
// dead after 30 s.
suite('two copies of the app, ended again and again in the middle of a broadcast', { concurrency: true }, () => {
  test('killed, under hold: nobody is lost or told twice, and few are uncertain', limit, async () => {
    const [users, rate] = [2_000, 100];
    const { report, people } = await soaked(users, rate, '--kills', '2', '--on-uncertain', 'hold');
    assert.deepEqual([report.sigkills, report.duplicates], [2, 0]);
    const unsure = inState(people, 'uncertain');
    assert.ok(unsure.some(({ reason }) => reason?.code === 'sender-crashed'));
    assert.ok(unsure.every(({ attempts }) => attempts === 1));
    assert.ok(report.inDoubtMost <= 3 * rate, `${report.inDoubtMost} were in doubt after one kill`);
    assert.ok(unsure.length > 0);
    assert.equal(inState(people, 'delivered').length + unsure.length, users);
  });

  test('killed, under retry: whoever was in doubt is told again, and nobody else', limit, async () => {
    const { report, people } = await soaked(1_400, 70, '--kills', '2', '--on-uncertain', 'retry');
    const again = people.filter(({ attempts }) => attempts > 1);
    assert.ok(again.length > 0 && again.length <= report.inDoubt, `${again.length} were tried again`);
    const twice = people.filter(({ messages }) => messages > 1);
    assert.equal(
      report.duplicates,
      twice.reduce((sum, { messages }) => sum + messages - 1, 0),
    );
    assert.ok(twice.every(({ attempts, messages }) => attempts >= messages));
    assert.ok(inState(people, 'uncertain').every(({ attempts }) => attempts === MAX_ATTEMPTS));
  });

  test('asked to end, one after the other: nobody is uncertain, and nobody waits', limit, async () => {
    const users = 1_000;
    const { report, people } = await soaked(users, 30, '--kills', '2', '--term', '1');
    assert.deepEqual([report.sigterms, report.inDoubt, report.uncertain, report.delivered], [2, 0, 0, users]);
    assert.ok(people.every(({ attempts, messages }) => attempts === 1 && messages === 1));
  });
});
