import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { enqueue } from '../../shared/api/door.ts';
import type { NewBroadcast } from '../../shared/api/service.ts';
import { Problem } from '../../shared/errors/problem.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

nothingUnhandled();

/** A little less, so that one can wait for it. */
const HOUR = 3_599_000;
let texts = 0;

async function stageOf(guard: { broadcasts: number; recipients: number }, people = 10) {
  const world = await openWorld(people, 20);
  const context = { ...world.context, guard };
  const broadcasts = openBroadcasts(context, []);
  const ask = (asked: Partial<NewBroadcast['request']> = {}, idempotencyKey?: string, by = broadcasts) =>
    by.create({
      request: {
        message: { text: `hello ${idempotencyKey ?? ++texts}`, textFormat: 'plain' },
        audience: { include: [{ type: 'everyone' }], exclude: [] },
        onUncertain: 'hold',
        ...asked,
      },
      ...{ tenant: TENANT, caller: 'author', createdBy: 'author' },
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
  const create = async (...asked: Parameters<typeof ask>) => (await world.settle(ask(...asked))).id;
  const refuses = async (...asked: Parameters<typeof ask>) => {
    const writes = world.written.length;
    let problem: Problem | undefined;
    await assert.rejects(world.settle(ask(...asked)), (error) => {
      problem = error as Problem;
      return error instanceof Problem && error.code === 'confirmation-required' && error.status === 409;
    });
    assert.equal(world.written.length, writes, 'Nothing is to be stored.');
    return problem!.message;
  };
  return { world, context, broadcasts, ask, create, refuses };
}

const named = (count: number) =>
  ({
    include: [{ type: 'users', ids: Array.from({ length: count }, (_, i) => `00000000-0000-4000-8000-${1e11 + i}`) }],
    exclude: [],
  }) as const;

test('more broadcasts than are usual in 24 hours need a confirmation, and the refusal says how many there were', async () => {
  const { world, create, refuses } = await stageOf({ broadcasts: 3, recipients: 0 });
  for (let i = 0; i < 3; i++) await create();
  assert.match(await refuses(), /^3 broadcasts were created in the last 24 hours, of 3 .*"confirm": true/);
  await create({ confirm: true });
  await refuses();
  for (let hour = 0; hour < 25; hour++) await world.settle(world.context.clock.sleep(HOUR));
  await create();
});

test('so do more recipients: everyone counts as the users on record, a list as those it names and does not exclude', async () => {
  const { create, refuses } = await stageOf({ broadcasts: 0, recipients: 100 }, 40);
  await create();
  await create({ audience: named(50) });
  const { include } = named(11);
  const exclude = [{ type: 'users', ids: include[0]!.ids.slice(0, 1) }] as const;
  await create({ audience: { include, exclude } });
  assert.match(await refuses({ audience: named(1) }), /about 101 recipients, of 100/);
  await create({ audience: named(1), confirm: true });
});

test('of any number created at the same instant only as many pass as may', async () => {
  const { ask, world } = await stageOf({ broadcasts: 3, recipients: 0 });
  const answers = await world.settle(Promise.allSettled(Array.from({ length: 12 }, () => ask())));
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 3);
  for (const answer of answers) {
    if (answer.status === 'rejected') assert.equal((answer.reason as Problem).code, 'confirmation-required');
  }
});

test('a request that is repeated counts once, and is answered though the day is full', async () => {
  const { create, refuses } = await stageOf({ broadcasts: 2, recipients: 0 });
  const id = await create({}, 'key');
  assert.equal(await create({}, 'key'), id);
  await create();
  assert.equal(await create({}, 'key'), id);
  await refuses();
});

test('a request that comes twice at once, and fills the day, is done once and refused to neither', async () => {
  const { world, context, ask, broadcasts } = await stageOf({ broadcasts: 1, recipients: 0 });
  const { promise: created, resolve } = Promise.withResolvers<void>();
  const { tables } = context;
  // The other process looks for the key before there is one, and counts the day when there is.
  const late = async (partition: string, key: string) => {
    const row = await tables.broadcasts.read(partition, key);
    await created;
    return row;
  };
  const other = openBroadcasts(
    { ...context, tables: { ...tables, broadcasts: { ...tables.broadcasts, read: late } } },
    [],
  );
  const second = ask({}, 'key', other);
  const first = await world.settle(ask({}, 'key'));
  resolve();
  assert.equal((await world.settle(second)).id, first.id);
  assert.equal((await world.settle(broadcasts.list({ tenant: TENANT, limit: 10 }))).items.length, 1);
});

test('where one a day is usual, the refusal speaks of one', async () => {
  const { create, refuses } = await stageOf({ broadcasts: 1, recipients: 0 });
  await create();
  assert.match(
    await refuses(),
    /^1 broadcast was created in the last 24 hours, of 1 allowed without a confirmation\. /,
  );
});

test('the same key with a confirmation is the same request: it takes what was refused, and once', async () => {
  const { create, refuses } = await stageOf({ broadcasts: 1, recipients: 0 });
  await create();
  await refuses({}, 'key');
  const id = await create({ confirm: true }, 'key');
  assert.equal(await create({ confirm: true }, 'key'), id);
  assert.equal(await create({}, 'key'), id);
});

test('tests neither count nor are counted', async () => {
  const { create } = await stageOf({ broadcasts: 1, recipients: 1 });
  const asked = { test: true, audience: named(1) } as const;
  for (let i = 0; i < 3; i++) await create(asked);
  await create({ audience: named(1) });
  await create(asked);
});

test('a job on the queue is refused with its reason, and listed', async () => {
  const { world, context, broadcasts, create } = await stageOf({ broadcasts: 1, recipients: 0 });
  await create();
  const job = {
    ...{ message: { text: 'by the queue' }, audience: { include: [{ type: 'everyone' }] }, tenant: TENANT },
    idempotencyKey: 'key',
  };
  await world.settle(enqueue(context, broadcasts, JSON.stringify(job), world.time.now, 'invocation'));
  const { items } = await world.settle(broadcasts.refused({ limit: 10 }));
  assert.deepEqual(
    items.map(({ code }) => code),
    ['confirmation-required'],
  );
  const confirmed = JSON.stringify({ ...job, confirm: true });
  await world.settle(enqueue(context, broadcasts, confirmed, world.time.now, 'invocation'));
  assert.equal((await world.settle(broadcasts.list({ tenant: TENANT, limit: 10 }))).items.length, 2);
});

test('everyone is estimated to a few percent where there are too many to count', async () => {
  const { world, context } = await stageOf({ broadcasts: 0, recipients: 1 }, 0);
  const { expectedRecipients } = await import('../../shared/audience/expected-recipients.ts');
  const people = 20_000;
  for (let i = 0; i < people; i++) {
    const first = Math.floor(context.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
    const key = `u|${first}-0000-4000-8000-${String(i).padStart(12, '0')}`;
    await context.tables.conversations.write(TENANT, [{ do: 'put', key, values: { v: 1, state: 'active' } }]);
  }
  const everyone = { include: [{ type: 'everyone' }], exclude: [] } as const;
  const expected = await world.settle(expectedRecipients(context, TENANT, everyone));
  assert.ok(Math.abs(expected / people - 1) < 0.1, `${expected} of ${people}`);
});
