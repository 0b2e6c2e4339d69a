import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { bundle } from '../../build.ts';
import { zipFolder } from '../../local/zip-folder.ts';
import { unzip } from '../build/unzip.ts';
import { Api } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { inState, reconcile } from '../support/reconcile.ts';
import { startApp } from '../support/running-app.ts';

const limit = { timeout: 240_000 };
const users = 400;
const env = { CARILLON_RATE: '20' };

/** The app as it is deployed: built, packed into an archive, and unpacked somewhere else. */
const folder = await mkdtemp(join(tmpdir(), 'deployment-'));
after(() => rm(folder, { recursive: true, force: true }));
const built = join(folder, 'built');
await bundle({ root: join(import.meta.dirname, '..', '..'), entry: 'functions/index.ts', outdir: built });
for (const { name, data } of unzip(await zipFolder(built))) {
  const file = join(folder, 'dist', name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, data);
}
const deploy = (storage: string) => startApp({ storage, env, deployed: folder });

// Each has a storage of its own, and waits for its rate more than it works.
suite('a deployment in the middle of a broadcast', { concurrency: true }, () => {
  test('twice in a row: everybody has the message once, and nobody is uncertain', limit, async () => {
    const storage = await ownStorage();
    let app = await deploy(storage);
    const org = await startOrg(app, { users });
    const id = await new Api(app, org).send({ onUncertain: 'hold' });
    for (let deployment = 1; deployment <= 2; deployment++) {
      const before = org.teams.ledger.accepted;
      await org.teams.waitFor(({ ledger }) => ledger.accepted >= before + 30);
      // As a rolling update has it: the new one answers before the old one is asked to end.
      const next = await deploy(storage);
      await app.stop();
      assert.ok(org.teams.ledger.accepted < users, 'it is still under way');
      app = next;
    }
    const { counts, status } = await new Api(app, org).ended(id);
    assert.deepEqual([status, counts.delivered, counts.uncertain, counts.failed], ['completed', users, 0, 0]);
    const people = await reconcile(new Api(app, org), org, id);
    assert.ok(people.every(({ attempts, messages }) => attempts === 1 && messages === 1));
    await app.stop();
  });

  test('a cancel that the new one answers holds for the old one, which is still sending', limit, async () => {
    const storage = await ownStorage();
    const old = await deploy(storage);
    const org = await startOrg(old, { users });
    const id = await new Api(old, org).send({ onUncertain: 'hold' });
    await org.teams.waitFor(({ ledger }) => ledger.accepted >= 30);
    const next = await deploy(storage);
    const api = new Api(next, org);
    assert.equal((await api.cancel(id)).status, 200);
    await old.stop();
    const { counts, status } = await api.ended(id);
    assert.equal(status, 'canceled');
    assert.ok(counts.canceled > 0, 'somebody was left');
    assert.deepEqual([counts.delivered + counts.canceled, counts.uncertain], [users, 0]);
    const people = await reconcile(api, org, id);
    assert.ok(inState(people, 'delivered').every(({ messages }) => messages === 1));
    assert.ok(inState(people, 'canceled').every(({ messages }) => messages === 0));
    await next.stop();
  });
});
