import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { userKey } from '../../shared/audience/conversation.ts';
import type { Context } from '../../shared/context.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { tryEnd } from '../../shared/lifecycle/end.ts';
import { azuriteApp, deliverToAll } from '../support/azurite-app.ts';

const TENANT = '11111111-2222-4333-8444-555555555555';
const user = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;

test('on Table Storage, whoever is deleted is nobody in what they got, and whom a shard is named after is another', async () => {
  const app = await azuriteApp();
  const context: Context = { ...(await app.context()), shardSize: 2 };
  const { conversations, deliveries } = context.tables;
  for (let i = 0; i < 5; i++) {
    const values = { v: 1, state: 'active', stateAt: 0, at: 0, conversation: `a:${i}`, name: `Somebody ${i}` };
    await conversations.write(TENANT, [{ do: 'put', key: userKey(user(i)), values }]);
  }
  const audience = { include: [{ type: 'users', ids: [0, 1, 2, 3, 4].map(user) }], exclude: [] } as const;
  const request = { message: { text: 'hello', textFormat: 'plain' }, audience, onUncertain: 'hold' } as const;
  const id = await createBroadcast(context, { request, tenant: TENANT, caller: 'ada', createdBy: 'ada' });
  await deliverToAll(context, id);
  assert.ok(await tryEnd(context, TENANT, id));
  const broadcasts = openBroadcasts({ ...context, now: () => context.now() + 120_000 }, [TENANT]);
  const before = await broadcasts.get(id);

  for (const i of [1, 4, 2]) {
    const { conversation, deliveries: places, audiences } = await broadcasts.deletePerson({ id: user(i) });
    assert.deepEqual([conversation, places, audiences], [true, 1, 1]);
    const records = broadcasts.personData({ id: user(i) });
    assert.equal((await records.next()).done, true);
  }
  const again = await broadcasts.deletePerson({ id: user(4) });
  assert.deepEqual([again.conversation, again.deliveries, again.audiences], [false, 0, 0]);
  const { items } = await broadcasts.deliveries(id, { limit: 100 });
  assert.deepEqual(
    items.map(({ recipient, state }) => [recipient.id, state]),
    [user(0), 'deleted', 'deleted', user(3), 'deleted'].map((who) => [who, 'delivered']),
  );
  assert.equal((await broadcasts.delivery(id, 'user', user(3))).state, 'delivered');
  assert.deepEqual((await broadcasts.get(id)).counts, before.counts);
  const keys = (await deliveries.range(id, {})).rows.map(({ key }) => key);
  assert.deepEqual(
    keys.filter((key) => [1, 2, 4].some((i) => key.includes(user(i)))),
    [],
  );
});
