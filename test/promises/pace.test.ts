import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from '../support/api.ts';
import { startOrg, type TestOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { reconcile } from '../support/reconcile.ts';
import { hasDelivered, oneAtATime, startApp } from '../support/running-app.ts';

const limit = { timeout: 180_000 };
const storage = await ownStorage();
const env = { CARILLON_RATE: undefined, ...oneAtATime };
const apps = await Promise.all([startApp({ storage, env }), startApp({ storage, env })]);
const [app] = apps;

test('two apps together keep the rate of a tenant as if they were one', limit, async () => {
  const org = await startOrg(app, { users: 200, latency: { min: 20, max: 150 } });
  const api = new Api(app, org);
  const ids = await Promise.all([api.send(), api.send()]);
  for (const id of ids) assert.equal((await api.ended(id)).outcome, 'all');
  // Both took part.
  await Promise.all(apps.map(hasDelivered));
  // A wave that is late, or a busy machine, bunches what arrives in one second; over five, two apps at 45 each would
  // show as 450.
  const most = mostWithin(5_000, org);
  assert.ok(most <= 5 * 50, `${most} requests in five seconds`);
  for (const id of ids) await reconcile(api, org, id);

  // So Teams, which allows 50, throttles next to nothing.
  org.teams.setLimits({ algorithm: 'sliding', perSecond: 50 });
  const others = await Promise.all([api.send(), api.send()]);
  for (const id of others) assert.equal((await api.ended(id)).outcome, 'all');
  const { throttled } = org.teams.stats;
  assert.ok(throttled <= 8, `${throttled} of 400 were throttled`);
  for (const id of others) await reconcile(api, org, id);
});

test(
  'nobody is lost in a storm of 429s, and the whole tenant waits, however Teams says for how long',
  limit,
  async () => {
    const storms = {
      'in seconds': 4,
      'with a decimal point': '3.5',
      'as a date': { dateIn: 4 },
      'not at all': undefined,
    };
    await Promise.all(
      Object.entries(storms).map(async ([how, retryAfter]) => {
        const org = await startOrg(app, { users: 150, latency: { min: 20, max: 150 } });
        const api = new Api(app, org);
        const id = await api.send();
        await org.teams.waitFor(({ ledger }) => ledger.accepted >= 30);
        org.teams.storm({ ms: 4_000, ...(retryAfter !== undefined && { retryAfter }) });

        assert.equal((await api.ended(id)).outcome, 'all', how);
        const people = await reconcile(api, org, id);
        assert.ok(
          people.every(({ attempts }) => attempts === 1),
          'a 429 uses up no attempt',
        );
        const { throttled } = org.teams.stats;
        // Without a pause, 45 a second would have met the storm.
        assert.ok(throttled > 0 && throttled <= 45, `${throttled} requests were throttled (Retry-After ${how})`);
      }),
    );
  },
);

test(
  'under a limit that is far below the configured rate everybody is told, and few requests are wasted',
  limit,
  async () => {
    const org = await startOrg(app, { users: 100, limits: { algorithm: 'bucket', perSecond: 12, retryAfter: 'none' } });
    const api = new Api(app, org);
    const id = await api.send();
    assert.equal((await api.ended(id)).outcome, 'all');
    await reconcile(api, org, id);
    const { throttled } = org.teams.stats;
    assert.ok(throttled > 0 && throttled <= 50, `${throttled} requests were throttled`);
  },
);

/** The most requests that reached Teams within any stretch of so many milliseconds. */
function mostWithin(ms: number, { teams }: TestOrg): number {
  const times = teams.requests().map(({ at }) => at);
  let most = 0;
  let first = 0;
  for (const [i, at] of times.entries()) {
    while (at - times[first]! >= ms) first++;
    most = Math.max(most, i - first + 1);
  }
  return most;
}
