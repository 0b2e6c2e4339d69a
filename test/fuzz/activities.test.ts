import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TENANTS, userKey, userOfKey } from '../../shared/audience/conversation.ts';
import { encodeJob, parseDeliverJob } from '../../shared/records/jobs.ts';
import { serviceUrlAllowed } from '../../shared/settings.ts';
import { checkMessage } from '../../shared/storage/message-limits.ts';
import { type Endpoint, localMode, openEndpoint } from '../bot/endpoint.ts';
import { activities, activity, at } from '../bot/payloads.ts';
import { mutate, mutation, spoil, spoiled } from './support/mutate.ts';
import { nothingUnhandled, runs } from './support/runs.ts';

nothingUnhandled();

const tenant = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const [first, second] = ['f0000000-0000-4000-8000-000000000001', 'f0000000-0000-4000-8000-000000000002'];
const day = Date.UTC(2026, 1, 17);

/** A good message of somebody whom no other activity is about. */
const from = (user: string) =>
  at(day, {
    ...activity('message-personal-image'),
    from: { id: `29:${user}`, aadObjectId: user, name: user },
    conversation: { id: `a:${user}`, conversationType: 'personal', tenantId: tenant },
  });

const types = [
  undefined,
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  '',
  'application/x-www-form-urlencoded',
];
const bad = fc.record(
  {
    base: fc.constantFrom(...activities.keys()),
    wrong: fc.array(mutation, { minLength: 1, maxLength: 3 }),
    text: spoiled,
    method: fc.constantFrom('POST', 'POST', 'POST', 'POST', 'PUT', 'GET', 'HEAD', 'DELETE', 'OPTIONS'),
    type: fc.oneof({ weight: 5, arbitrary: fc.constant('application/json') }, fc.constantFrom(...types)),
    authorization: fc.constantFrom(undefined, undefined, 'Bearer', 'Bearer a.b.c', 'Basic \u00ff'),
  },
  { noNullPrototype: true },
);
type Bad = typeof bad extends fc.Arbitrary<infer T> ? T : never;

async function send(endpoint: Endpoint, { base, wrong, text, method, type, authorization }: Bad): Promise<number> {
  const body = spoil(JSON.stringify(wrong.reduce(mutate, activity(base))) ?? '', text);
  const headers = { ...(type !== undefined && { 'content-type': type }), ...(authorization && { authorization }) };
  const bodiless = method === 'GET' || method === 'HEAD';
  return (await endpoint.post(bodiless ? undefined : body, { method, headers })).status;
}

test('no activity makes the endpoint fail, is lost for another, or touches what another has told', async () => {
  await fc.assert(
    fc.asyncProperty(bad, async (wrong) => {
      const endpoint = openEndpoint();
      assert.equal((await endpoint.post(from(first))).status, 200);
      const before = await endpoint.table.read(tenant, userKey(first));

      const status = await send(endpoint, wrong);
      assert.ok(status < 500, `answered ${status}`);
      assert.deepEqual(endpoint.errors, []);

      assert.equal((await endpoint.post(from(second))).status, 200);
      assert.deepEqual(await endpoint.table.read(tenant, userKey(first)), before);
      const row = await endpoint.table.read(tenant, userKey(second));
      assert.deepEqual([row?.values['state'], row?.values['conversation']], ['active', `a:${second}`]);
      await checkRegister(endpoint);
    }),
    runs(),
  );
});

/** Whatever got in can be worked with: its tenant be reached, and its people be sent to. */
async function checkRegister(endpoint: Endpoint): Promise<void> {
  const { rows: tenants } = await endpoint.table.range(TENANTS, {});
  for (const { key, values } of tenants) {
    assert.ok(serviceUrlAllowed(localMode, String(values['serviceUrl'])));
    assert.ok(Number(values['serviceUrlAt']) <= Date.now() + 600_000, 'A later address must win over this one.');
    for (const row of (await endpoint.table.range(key, {})).rows) {
      assert.ok(Number(row.values['stateAt']) <= Date.now() + 600_000, 'A later event must win over this one.');
      const user = userOfKey(row.key);
      if (user === undefined) continue;
      const job = encodeJob({ tenant: key, broadcast: '0'.repeat(26), run: 1, n: 0, key: user });
      assert.ok(parseDeliverJob(job), `Nobody could be sent to as ${row.key}`);
      checkMessage(job);
    }
  }
}
