import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { tryEnd } from '../../shared/lifecycle/end.ts';
import { workOnBroadcast } from '../../shared/lifecycle/plan-queue.ts';
import { readPlan } from '../../shared/records/store.ts';
import { forget } from '../../shared/retention/forget.ts';
import { azuriteApp, deliverToAll } from '../support/azurite-app.ts';
import { DAY } from './kept.ts';

const TENANT = '11111111-2222-4333-8444-555555555555';
const user = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;

test('on Table Storage, what is over is deleted with all its rows, and what is not loses none', async () => {
  const app = await azuriteApp({ CARILLON_RETENTION_DAYS: '10' });
  const context = { ...(await app.context()), shardSize: 1 };
  assert.equal(context.retention, 10 * DAY);
  const audience = {
    include: [{ type: 'users', ids: Array.from({ length: 60 }, (_, i) => user(i)) }],
    exclude: [],
  } as const;
  const request = { message: { text: 'hello', textFormat: 'plain' }, audience, onUncertain: 'hold' } as const;
  const create = (idempotencyKey: string) =>
    createBroadcast(context, { request, tenant: TENANT, caller: 'ada', createdBy: 'ada', idempotencyKey });
  const [over, open] = [await create('one'), await create('two')];
  const job = { do: 'plan', tenant: TENANT, broadcast: over, run: 1 } as const;
  while (!(await readPlan(context, over))?.planned) await workOnBroadcast(context, job);
  await deliverToAll(context, over);
  assert.ok(await tryEnd(context, TENANT, over));
  const { deliveries, broadcasts } = context.tables;
  const rowsOf = async (id: string) => (await deliveries.range(id, {})).rows.map(({ key, etag }) => `${key} ${etag}`);
  const [overRows, openRows] = [await rowsOf(over), await rowsOf(open)];
  assert.ok(overRows.length > 100, `${overRows.length} rows: more than one transaction`);

  const night = (days: number) => forget({ ...context, now: () => context.now() + days * DAY });
  assert.equal((await night(9)).broadcasts, 0);
  assert.equal((await night(11)).broadcasts, 1);
  const api = openBroadcasts(context, [TENANT]);
  await assert.rejects(api.get(over), { code: 'broadcast-not-found' });
  await assert.rejects(api.deliveries(over, { limit: 10 }), { code: 'broadcast-not-found' });
  assert.deepEqual(await rowsOf(over), overRows);
  assert.deepEqual(await night(12), { broadcasts: 0, deleted: 1, conversations: 0 });
  assert.deepEqual(await night(13), { broadcasts: 0, deleted: 0, conversations: 0 });
  assert.deepEqual([await rowsOf(over), await rowsOf(open)], [[], openRows]);
  const left = (await broadcasts.range(TENANT, {})).rows.filter(
    ({ key, values }) => key.includes(over) || values['id'] === over,
  );
  assert.deepEqual(left, []);
  assert.equal((await api.get(open)).endedAt, null);
  assert.equal(await create('two'), open, 'and is known by its key');
});
