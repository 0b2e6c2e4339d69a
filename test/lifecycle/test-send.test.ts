import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld, TENANT, type World } from '../fuzz/support/world.ts';

nothingUnhandled();

const asking = (world: World, isTest: boolean, idempotencyKey: string) =>
  ({
    request: {
      message: { text: 'draft', textFormat: 'plain' },
      audience: { include: [{ type: 'users', ids: [world.user(0)] }], exclude: [] },
      onUncertain: 'hold',
      ...(isTest && { test: true as const }),
    },
    ...{ tenant: TENANT, caller: 'author', createdBy: 'author', idempotencyKey },
  }) as const;

test('a test is sent as any broadcast, says that it is one, and is in no list unless tests are asked for', async () => {
  const world = await openWorld(5, 2);
  const broadcasts = openBroadcasts(world.context, []);
  const tried = await world.settle(broadcasts.create(asking(world, true, 'draft')));
  assert.equal((await world.settle(broadcasts.create(asking(world, true, 'draft')))).id, tried.id);
  const meant = await world.settle(broadcasts.create(asking(world, false, 'meant')));
  assert.deepEqual([tried.test, meant.test], [true, false]);
  world.start(assert.ifError);
  for (const { id } of [tried, meant]) {
    assert.ok(await world.until(1, async () => (await broadcasts.get(id)).outcome === 'all'));
  }
  assert.equal(world.received(TENANT, world.user(0)), 2);
  const ends = world.logged.filter(({ event }) => event === 'broadcast-ended').map(({ fields }) => fields);
  // The alert on many that failed leaves tests out by it.
  assert.deepEqual(
    new Map(ends.map((end) => [end['broadcast'], end['test']])),
    new Map([
      [tried.id, true],
      [meant.id, undefined],
    ]),
  );
  const listed = async (test?: boolean) => {
    const { items } = await world.settle(
      broadcasts.list({ tenant: TENANT, limit: 10, ...(test !== undefined && { test }) }),
    );
    return items.map(({ id }) => id);
  };
  assert.deepEqual([await listed(), await listed(false), await listed(true)], [[meant.id], [meant.id], [tried.id]]);
  assert.equal((await world.settle(broadcasts.get(tried.id))).test, true);
  const filtered = { tenant: TENANT, limit: 10, test: true, createdBy: 'author', statuses: ['completed' as const] };
  assert.deepEqual(
    (await world.settle(broadcasts.list(filtered))).items.map(({ id }) => id),
    [tried.id],
  );
  const person = await world.settle(broadcasts.person({ id: world.user(0), tenant: TENANT, limit: 10 }));
  assert.deepEqual(
    person.deliveries.items.map(({ broadcast }) => broadcast.id),
    [meant.id],
    'what somebody tried out is nothing they got',
  );
});

test('each is listed once, page by page, however tests and others lie between each other', async () => {
  const world = await openWorld(1, 2);
  const broadcasts = openBroadcasts(world.context, []);
  const ids = new Map<boolean, string[]>([
    [true, []],
    [false, []],
  ]);
  for (let i = 0; i < 40; i++) {
    const isTest = world.context.random() < 0.4;
    await world.settle(world.context.clock.sleep(1));
    ids.get(isTest)!.unshift((await world.settle(broadcasts.create(asking(world, isTest, `${i}`)))).id);
  }
  for (const [test, expected] of ids) {
    for (const limit of [1, 3, 7, 100]) {
      const listed: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: Awaited<ReturnType<typeof broadcasts.list>> = await world.settle(
          broadcasts.list({ tenant: TENANT, test, limit, ...(cursor && { cursor }) }),
        );
        assert.ok(page.items.length <= limit);
        listed.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      }
      assert.deepEqual(listed, expected, `${limit} at a time`);
    }
  }
});
