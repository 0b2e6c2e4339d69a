import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import { type Delivery, deliveryStates } from '../../shared/shard/delivery.ts';
import { reasonCodes } from '../../shared/shard/reasons.ts';
import { openStage, type Stage } from './stage.ts';

const PEOPLE = 30;

/** Two of three have got it; the others stand in every other way. */
const mixed = (i: number): Partial<Delivery> =>
  i % 3 > 0
    ? { state: 'delivered' }
    : (
        [
          { state: 'failed', code: 'blocked-by-user' },
          { state: 'skipped', code: 'app-uninstalled' },
          { state: 'uncertain', code: 'no-answer', unknown: true },
          { state: 'failed', code: 'app-uninstalled' },
        ] as const
      )[(i / 3) % 4]!;

async function listed({ api }: Stage, id: string, query: string): Promise<readonly DeliveryView[]> {
  const items: DeliveryView[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await api.call(`broadcasts/${id}/deliveries?${query}&cursor=${cursor}`);
    assert.equal(status, 200, JSON.stringify(body));
    items.push(...(body['items'] as DeliveryView[]));
    if (body['next'] === null) return items;
    cursor = String(body['next']);
  }
}

test('a list is of those alone who fit all that was asked, each once, whatever the size of its pages', async () => {
  const stage = await openStage(PEOPLE, 4);
  const id = await stage.planned('one');
  await stage.stand(id, mixed);
  const all = await listed(stage, id, 'limit=1000');
  assert.equal(all.length, PEOPLE);
  const someStates = fc.subarray([...deliveryStates]);
  const code = fc.option(fc.constantFrom(...reasonCodes));
  const prefix = fc.constantFrom(
    '',
    '0',
    '00000000-0000-4000-8000-00000000000',
    '00000000-0000-4000-8000-00000000001',
    'f',
  );
  const whole = fc.integer({ min: 0, max: PEOPLE }).map((i) => stage.world.user(i));
  await fc.assert(
    fc.asyncProperty(
      someStates,
      code,
      fc.oneof(prefix, whole),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (states, reason, q, limit, byComma) => {
        const asked = new URLSearchParams({ limit: String(limit), ...(reason && { code: reason }), ...(q && { q }) });
        if (byComma) asked.set('state', states.join(','));
        else for (const state of states) asked.append('state', state);
        const expected = all.filter(
          ({ state, reason: why, recipient }) =>
            (states.length === 0 || states.includes(state)) &&
            (!reason || why?.code === reason) &&
            recipient.id.startsWith(q),
        );
        assert.deepEqual(await listed(stage, id, String(asked)), expected);
      },
    ),
    { numRuns: 200 },
  );
});

test('a search by the beginning of an id reads where it may be, and nothing else', async () => {
  const stage = await openStage(400, 2);
  const id = await stage.planned('one');
  const before = stage.reads();
  const found = await listed(stage, id, `q=${stage.world.user(390)}`);
  assert.deepEqual(
    found.map(({ recipient }) => recipient.id),
    [stage.world.user(390)],
  );
  // Where the broadcast is, whether it is closed, a stretch of shards, and one with its recipients.
  assert.ok(stage.reads() - before <= 6, String(stage.reads() - before));
});

test('a rare reason is found without reading those who have another', async () => {
  const stage = await openStage(400, 2);
  const id = await stage.planned('one');
  await stage.stand(id, (i) =>
    i === 250 ? { state: 'failed', code: 'blocked-by-user' } : { state: 'failed', code: 'app-uninstalled' },
  );
  const before = stage.reads();
  const found = await listed(stage, id, 'code=blocked-by-user');
  assert.deepEqual(
    found.map(({ recipient }) => recipient.id),
    [stage.world.user(250)],
  );
  assert.ok(stage.reads() - before <= 6, String(stage.reads() - before));
});

test('who was pending when it was canceled is found as canceled as soon as nothing can be sent any more', async () => {
  const stage = await openStage(6, 2);
  const id = await stage.planned('one');
  await stage.stand(id, (i) => (i === 1 ? { unknown: true } : i === 2 ? { state: 'delivered' } : undefined));
  await stage.world.settle(stage.broadcasts.cancel(id));
  await stage.pass(3_100);
  const ids = async (query: string) => (await listed(stage, id, query)).map(({ recipient }) => recipient.id);
  const { user } = stage.world;
  assert.deepEqual(await ids('state=pending'), []);
  assert.deepEqual(await ids('code=canceled'), [user(0), user(3), user(4), user(5)]);
  assert.deepEqual(await ids('state=uncertain&code=no-answer'), [user(1)]);
});

test('a row of the release before, which does not tell its reasons, is looked into', async () => {
  const stage = await openStage(6, 2);
  const id = await stage.planned('one');
  await stage.stand(id, mixed);
  const { deliveries } = stage.world.context.tables;
  const { rows } = await deliveries.range(id, { from: 's', before: 't' });
  for (const { key, values } of rows) {
    const { codes: _, ...older } = values;
    await deliveries.write(id, [{ do: 'put', key, values: older }]);
  }
  assert.equal((await listed(stage, id, 'code=blocked-by-user')).length, 1);
  assert.equal((await listed(stage, id, 'code=app-uninstalled')).length, 1);
});

test('what a filter can’t mean is refused, and says what it may', async () => {
  const { api, planned } = await openStage(2, 2);
  const at = `broadcasts/${await planned('one')}/deliveries`;
  for (const [query, code] of [
    ['state=failed,lost', 'invalid-state'],
    ['code=rain', 'invalid-query'],
    ['q=ida', 'invalid-query'],
    [`q=${'0'.repeat(37)}`, 'invalid-query'],
  ]) {
    const { status, body } = await api.call(`${at}?${query}`);
    assert.deepEqual([status, body['code']], [400, code], query);
  }
  assert.equal((await api.call(`${at}?state=&code=&q=`)).status, 200);
});
