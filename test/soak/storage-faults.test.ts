import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { type Mishap, Mishaps, mishaps } from '../../local/faulty-storage/mishaps.ts';
import type { Interfere, StorageRequest } from '../../local/faulty-storage/storage-fault.ts';
import { proxyStorage } from '../../local/faulty-storage/storage-proxy.ts';
import { DeadWaves } from '../../local/soak/dead-waves.ts';
import { Api, viewIn } from '../support/api.ts';
import { openQueues } from '../support/app-queues.ts';
import { checkCounts } from '../support/check-counts.ts';
import { eventually } from '../support/eventually.ts';
import { startOrg, type TestOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { inState, reconcile } from '../support/reconcile.ts';
import { oneAtATime, type RunningApp, startApp } from '../support/running-app.ts';

const limit = { timeout: 300_000 };
const rate = 150;
const env = { CARILLON_RATE: String(rate) };

/** Storage, by default of its own, seen through a proxy. */
async function storageThrough(interfere: Interfere, storage?: string): Promise<string> {
  const proxy = await proxyStorage(storage ?? (await ownStorage()), interfere);
  after(() => proxy.close());
  return proxy.connectionString;
}

/** Puts a copy of each of the first jobs on the queue, so that two apps work on the same shard at the same time. */
function jobsTwice(storage: string): (request: StorageRequest) => Promise<void> {
  const queues = openQueues(storage);
  let left = 8;
  return async ({ service, method, url, body }) => {
    const [, job] = /<MessageText>(.*)<\/MessageText>/s.exec(body) ?? [];
    if (service !== 'queue' || method !== 'POST' || !url.includes('/deliver/messages') || !job || left-- <= 0) return;
    await queues.put('deliver', job.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
  };
}

/** Asks until the broadcast is taken, with the same key: storage may say no, or nothing. */
async function sendStubbornly(api: Api): Promise<string> {
  const [body, key] = [api.bodyOf({}), crypto.randomUUID()];
  const taken = await eventually(
    () => api.post(body, key),
    ({ status }) => {
      assert.ok(status === 202 || status === 503, `answered ${status}`);
      return status === 202;
    },
  );
  return viewIn(taken).id;
}

/** Waits for the end; while storage fails, the API may say 503, and else says nothing that is wrong. */
async function ended(api: Api, id: string): Promise<void> {
  await eventually(
    () => api.call('GET', `/api/broadcasts/${id}`),
    (answer) => {
      assert.ok(answer.status === 200 || answer.status === 503, `answered ${answer.status}`);
      return answer.status === 200 && checkCounts(viewIn(answer)).endedAt !== null;
    },
  );
}

/** A broadcast while storage has its mishaps, held against what people have. */
async function broadcastThrough(weather: Mishaps, apps: readonly RunningApp[], org: TestOrg): Promise<void> {
  const api = new Api(apps[0]!, org);
  weather.on = true;
  const id = await sendStubbornly(api);
  await ended(api, id);
  weather.on = false;
  assert.ok(weather.struck > 0, 'nothing went wrong');
  const people = await reconcile(api, org, id);
  // A claim whose answers were all lost until its wave counted as dead: nobody can know that nothing was posted.
  const deadWaves = new DeadWaves();
  for (const line of apps.flatMap(({ lines }) => lines)) if (line.includes(id)) deadWaves.heard(line);
  const inDoubt = deadWaves.all.reduce((sum, wave) => sum + wave.people, 0);
  const unsure = inState(people, 'uncertain');
  const crashed = unsure.filter(({ reason }) => reason?.code === 'sender-crashed');
  assert.ok(crashed.length <= inDoubt, `${crashed.length} are uncertain, ${inDoubt} were in doubt`);
  // A crowded machine may be slower than a call to Teams may take; that is nothing storage did.
  assert.ok(unsure.every(({ reason }) => /^(sender-crashed|no-answer)$/.test(reason?.code ?? '')));
  assert.equal(inState(people, 'delivered').length + unsure.length, people.length);
}

const alone: readonly (readonly Mishap[])[] = [
  ['reset', 'cut'],
  ['half-open', 'error'],
  ['slow', 'too-slow'],
];

// Each has a storage of its own, and waits more than it works; but all at once are more than two cores can start.
suite('storage that fails', { concurrency: 3 }, () => {
  test('every kind of fault has its test', () => {
    assert.deepEqual(alone.flat().toSorted(), [...mishaps].toSorted());
  });

  for (const kinds of alone) {
    test(`${kinds.join(', then ')}: everybody is told once`, limit, async () => {
      let weather = new Mishaps(1, 0);
      const app = await startApp({ storage: await storageThrough((request) => weather.interfere(request)), env });
      for (const [i, kind] of kinds.entries()) {
        const org = await startOrg(app, { users: 250 });
        weather = new Mishaps(i + 1, 0.15, [kind]);
        await broadcastThrough(weather, [app], org);
      }
    });
  }

  test('everything at once, to two apps that get the same jobs: everybody is told once', limit, async () => {
    const weather = new Mishaps(5, 0.1);
    const own = await ownStorage();
    const twice = jobsTwice(own);
    const storage = await storageThrough(async (request) => {
      if (weather.on) await twice(request);
      return weather.interfere(request);
    }, own);
    const sharing = { ...env, ...oneAtATime };
    const apps = await Promise.all([startApp({ storage, env: sharing }), startApp({ storage, env: sharing })]);
    const org = await startOrg(apps[0], { users: 600, latency: { min: 20, max: 200 } });
    await broadcastThrough(weather, apps, org);
  });

  test('a claim is written and its sender never hears so: that wave is uncertain, and nobody else', limit, async () => {
    let claim: string | undefined;
    const storage = await storageThrough(({ body }) => {
      const [, states = ''] = /"states":"([^"]*)"/.exec(body) ?? [];
      if (claim === undefined && states.includes('s')) claim = body;
      return body === claim ? { kind: 'hang', carriedOut: true } : undefined;
    });
    const app = await startApp({ storage, env });
    const org = await startOrg(app, { users: 300 });
    const api = new Api(app, org);
    const id = await api.send();
    const { counts } = await api.ended(id);
    const people = await reconcile(api, org, id);

    const [, states = ''] = /"states":"([^"]*)"/.exec(claim ?? '') ?? [];
    const claimed = states.replaceAll(/[^s]/g, '').length;
    // A process has reserved at most two seconds' worth of requests.
    assert.ok(claimed > 0 && claimed <= 2 * rate, `${claimed} were claimed`);
    assert.deepEqual([counts.uncertain, counts.delivered], [claimed, 300 - claimed]);
    for (const { messages, reason } of inState(people, 'uncertain'))
      assert.deepEqual([messages, reason?.code], [0, 'sender-crashed']);
  });
});
