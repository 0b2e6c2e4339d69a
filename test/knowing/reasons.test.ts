import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import type { ReasonsView } from '../../shared/api/views/delivery.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { openStage, type Stage } from './stage.ts';

async function reasonsOf({ api }: Stage, id: string): Promise<ReasonsView> {
  const { status, body } = await api.call(`broadcasts/${id}/reasons`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as ReasonsView;
}

const counted = ({ items }: ReasonsView) => items.map(({ code, count, states }) => [code, count, states]);

test('reasons are counted by code and state, the most frequent first, each with what to do', async () => {
  const stage = await openStage(20, 3);
  const id = await stage.planned('one');
  await stage.stand(id, (i) => {
    if (i < 4) return { state: 'failed', code: 'app-uninstalled' };
    if (i < 9) return { state: 'skipped', code: 'app-uninstalled' };
    if (i < 11) return { state: 'uncertain', code: 'no-answer' };
    return i < 13 ? { code: 'throttled' } : { state: 'delivered' };
  });
  const view = await reasonsOf(stage, id);
  assert.deepEqual(counted(view), [
    ['app-uninstalled', 9, { failed: 4, skipped: 5 }],
    ['no-answer', 2, { uncertain: 2 }],
    ['throttled', 2, { pending: 2 }],
  ]);
  const [first, second] = view.items;
  assert.deepEqual([first?.fault, first?.retriable, second?.fault, second?.retriable], ['admin', false, 'teams', true]);
  assert.ok(first!.message.length > 10 && first!.action.length > 10);
  assert.equal(view.pollAfterMs, 2_000);
});

test('counting the reasons reads a thousand shards with one request', async () => {
  const stage = await openStage(900, 1);
  const id = await stage.planned('one');
  await stage.stand(id, (i) => (i === 0 ? undefined : { state: 'failed', code: 'blocked-by-user' }));
  // The tenant's gate is made when it is first looked at.
  await stage.api.call(`broadcasts/${id}`);
  await stage.pass(1_000);
  const before = stage.reads();
  assert.deepEqual(counted(await reasonsOf(stage, id)), [['blocked-by-user', 899, { failed: 899 }]]);
  // Twice where the broadcast is, its own reading, whether it is closed; and the shards once for all reasons.
  assert.ok(stage.reads() - before <= 9, `${stage.reads() - before} reads`);
});

test('rows of the release before, and damaged ones, are counted by what is in them', async () => {
  const stage = await openStage(6, 2);
  const id = await stage.planned('one');
  await stage.stand(id, () => ({ state: 'failed', code: 'blocked-by-user' }));
  const { deliveries } = stage.world.context.tables;
  const { rows } = await deliveries.range(id, { from: 's', before: 't' });
  const [older, damaged] = rows;
  const { codes: _, ...values } = older!.values;
  await deliveries.write(id, [{ do: 'put', key: older!.key, values }]);
  await deliveries.write(id, [
    { do: 'merge', key: damaged!.key, values: { codes: '{"failed":{"app-uninstalled":9}}' } },
  ]);
  assert.deepEqual(counted(await reasonsOf(stage, id)), [['blocked-by-user', 6, { failed: 6 }]]);
  await deliveries.write(id, [{ do: 'merge', key: damaged!.key, values: { failed: 'many', details: 'none' } }]);
  await stage.pass(1_000);
  assert.deepEqual(counted(await reasonsOf(stage, id)), [
    ['blocked-by-user', 4, { failed: 4 }],
    ['record-damaged', 2, { uncertain: 2 }],
  ]);
});

test('who was pending when it was canceled counts as canceled as soon as nothing can be sent any more', async () => {
  const stage = await openStage(5, 2);
  const id = await stage.planned('one');
  await stage.stand(id, (i) => (i === 0 ? { unknown: true, code: 'waiting-to-retry' } : { code: 'throttled' }));
  await stage.world.settle(stage.broadcasts.cancel(id));
  await stage.pass(3_100);
  assert.deepEqual(counted(await reasonsOf(stage, id)), [
    ['canceled', 4, { canceled: 4 }],
    ['no-answer', 1, { uncertain: 1 }],
  ]);
});

test('a broadcast nobody knows has no reasons', async () => {
  const { api } = await openStage(1, 1);
  const { status, body } = await api.call(`broadcasts/${'7'.repeat(26)}/reasons`);
  assert.deepEqual([status, body['code']], [404, 'broadcast-not-found']);
});

test('whoever looks after an action of their own is shown no reasons of before it', async () => {
  const stage = await openStage(4, 2);
  const { api, world } = stage;
  const id = await stage.planned('one');
  assert.deepEqual(counted(await reasonsOf(stage, id)), []);
  await stage.stand(id, () => ({ state: 'failed', code: 'blocked-by-user' }));
  await world.settle(api.call(`broadcasts/${id}/pause`, { method: 'POST' }));
  assert.deepEqual(counted(await reasonsOf(stage, id)), [['blocked-by-user', 4, { failed: 4 }]]);
});

test('a retry, here or elsewhere, is never followed by the reasons of an end, which say that nothing follows', async () => {
  const stage = await openStage(2, 2);
  const id = await stage.planned('one');
  await stage.stand(id, () => ({ state: 'failed', code: 'blocked-by-user' }));
  await stage.end(id);
  assert.equal((await reasonsOf(stage, id)).pollAfterMs, null);
  const elsewhere = openBroadcasts(stage.world.context, [TENANT]);
  await stage.world.settle(elsewhere.retry(id, { run: 1, states: ['failed'] }));
  assert.equal((await reasonsOf(stage, id)).pollAfterMs, 2_000);
});
