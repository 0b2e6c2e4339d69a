import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { doorTo } from '../../local/http-routes.ts';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { enqueue } from '../../shared/api/door.ts';
import { TENANTS, userKey } from '../../shared/audience/conversation.ts';
import { decodeKnown } from '../../shared/audience/known-users.ts';
import { decodeTenant } from '../../shared/audience/tenants.ts';
import { storedMessage } from '../../shared/broadcast/message.ts';
import type { Context } from '../../shared/context.ts';
import { cancelBroadcast } from '../../shared/lifecycle/cancel.ts';
import { decodeGate } from '../../shared/pace/gate-row.ts';
import { readGate } from '../../shared/pace/gate-store.ts';
import { decodeBody } from '../../shared/records/body-row.ts';
import { broadcastRow, messageRow } from '../../shared/records/broadcast-keys.ts';
import { decodeBroadcast } from '../../shared/records/broadcast-row.ts';
import { decodePlan } from '../../shared/records/plan-row.ts';
import { decodeRecipients } from '../../shared/shard/recipients.ts';
import { recipientsRow, shardRow } from '../../shared/shard/shard-keys.ts';
import { decodeProgress } from '../../shared/shard/shard-progress.ts';
import { decodeShard } from '../../shared/shard/shard-row.ts';
import { DamagedRow } from '../../shared/storage/damaged-row.ts';
import type { Row } from '../../shared/storage/table.ts';
import { type Api, openApi } from '../http/call.ts';
import { type Damage, damage, damaged } from './support/damage.ts';
import { nothingUnhandled, runs } from './support/runs.ts';
import { openWorld, TENANT, type World } from './support/world.ts';

nothingUnhandled();

const PEOPLE = 6;

interface Place {
  readonly table: keyof Context['tables'];
  readonly partition: string;
  readonly key: string;
}

/** Two broadcasts of one tenant, `hurt` and `other`, and two refused jobs. */
interface Stage {
  readonly world: World;
  readonly api: Api;
  readonly hurt: string;
  readonly other: string;
  readonly errors: unknown[];
}

/** Not quiet just now, and far from its end: but each column is there. */
const times = ({ time }: World) => ({
  expiresAt: time.now + 86_400_000,
  quietHours: { from: '20:00', to: '23:00' },
});

async function stageOf(world: World): Promise<Stage> {
  const broadcasts = openBroadcasts(world.context, [TENANT]);
  for (const text of ['no', 'neither']) await enqueue(world.context, broadcasts, text, world.time.now, 'invocation');
  await world.settle(readGate(world.context, TENANT));
  const errors: unknown[] = [];
  const api = openApi(() => doorTo(broadcasts));
  return {
    world,
    api,
    errors,
    hurt: await world.create(TENANT, 'hurt', times(world)),
    other: await world.create(TENANT, 'other'),
  };
}

/** Storage takes no number that is none. */
function storable(values: Row['values']): Row['values'] {
  const isNone = (value: unknown) => typeof value === 'number' && !Number.isFinite(value);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isNone(value) ? 'NaN' : value]));
}

/**
 * Damages a row, if it is one that its door then refuses: what still reads as good is for rows.test.ts.
 * @returns what puts the row back as it was
 */
async function hurtRow(
  { context }: World,
  { table, partition, key }: Place,
  how: Damage,
  decode: (row: Row) => unknown,
) {
  const row = (await context.tables[table].read(partition, key))!;
  const values = storable(damaged(row.values, how));
  fc.pre(isRefused({ ...row, values }, decode));
  await context.tables[table].write(partition, [{ do: 'put', key, values }]);
  return async () => void (await context.tables[table].write(partition, [{ do: 'put', key, values: row.values }]));
}

function isRefused(row: Row, decode: (row: Row) => unknown): boolean {
  try {
    decode(row);
    return false;
  } catch (error) {
    assert.ok(error instanceof DamagedRow);
    return true;
  }
}

const view = async ({ world, api }: Stage, id: string) => (await world.settle(api.call(`broadcasts/${id}`))).body;
const hasEnded = async (stage: Stage, id: string) => typeof (await view(stage, id))['endedAt'] === 'string';
const countsOf = async (stage: Stage, id: string) => (await view(stage, id))['counts'] as Record<string, number>;
const ended =
  (stage: Stage, ...ids: string[]) =>
  async () => {
    for (const id of ids) if (!(await hasEnded(stage, id))) return false;
    return true;
  };

function startWith(stage: Stage): void {
  stage.world.start((error) => {
    if (!(error instanceof DamagedRow)) stage.errors.push(error);
  });
}

/** What holds whatever row was damaged: the other broadcast got through, and nobody was told twice. */
async function checkOthers(stage: Stage, most = 2): Promise<void> {
  const { world, api, other, errors } = stage;
  assert.deepEqual(errors, []);
  assert.equal((await countsOf(stage, other))['delivered'], PEOPLE);
  for (let i = 0; i < PEOPLE; i++) assert.ok(world.received(TENANT, world.user(i)) <= most, 'Somebody was told twice.');
  const { body } = await world.settle(api.call('broadcasts'));
  assert.ok(
    (body['items'] as { id: string }[]).some(({ id }) => id === other),
    'The other is not listed.',
  );
}

const conditions = fc.record({ how: damage, after: fc.constantFrom(0, 0, 3_000, 40_000) }, { noNullPrototype: true });

/**
 * @param place which row of the broadcast `hurt`
 * @param check what is true once the other broadcast has ended
 */
function whenDamaged(
  what: string,
  place: (stage: Stage) => Place | Promise<Place>,
  decode: (row: Row, partition: string) => unknown,
  check: (stage: Stage, heal: () => Promise<void>) => Promise<void>,
): void {
  test(`a damaged ${what} takes nobody else along`, async () => {
    await fc.assert(
      fc.asyncProperty(conditions, async ({ how, after }) => {
        const stage = await stageOf(await openWorld(PEOPLE, 2));
        const { world, other } = stage;
        const at = await place(stage);
        startWith(stage);
        if (after > 0) await world.until(after / 60_000, async () => false);
        const heal = await hurtRow(world, at, how, (one) => decode(one, at.partition));
        assert.ok(await world.until(20, ended(stage, other)), 'The other broadcast does not end.');
        await check(stage, heal);
        await checkOthers(stage);
      }),
      runs(40),
    );
  });
}

/** Everybody has both messages. */
async function allDelivered(stage: Stage): Promise<void> {
  const { world, hurt } = stage;
  assert.ok(await world.until(30, ended(stage, hurt)), 'It does not end.');
  assert.equal((await countsOf(stage, hurt))['delivered'], PEOPLE);
  for (let i = 0; i < PEOPLE; i++) assert.equal(world.received(TENANT, world.user(i)), 2);
}

/** It can't be shown, and says so; mended by hand it goes on, and everybody gets it. */
async function heldUntilHealed(stage: Stage, heal: () => Promise<void>): Promise<void> {
  const { status, body } = await stage.world.settle(stage.api.call(`broadcasts/${stage.hurt}`));
  assert.deepEqual([status, body['code']], [500, 'record-damaged']);
  const list = await stage.world.settle(stage.api.call('broadcasts'));
  assert.ok(
    (list.body['items'] as { id: string }[]).some(({ id }) => id === stage.other),
    'The other is not listed.',
  );
  await heal();
  await allDelivered(stage);
}

whenDamaged(
  'broadcast',
  ({ hurt }) => ({ table: 'broadcasts', partition: TENANT, key: broadcastRow(hurt) }),
  (row, tenant) => decodeBroadcast(row, tenant),
  heldUntilHealed,
);

whenDamaged(
  'plan',
  ({ hurt }) => ({ table: 'deliveries', partition: hurt, key: 'plan' }),
  (row, broadcast) => decodePlan(row, broadcast),
  heldUntilHealed,
);

whenDamaged(
  'gate',
  () => ({ table: 'gates', partition: TENANT, key: 'gate' }),
  ({ values }) => decodeGate(values, TENANT),
  allDelivered,
);

whenDamaged(
  'shard',
  async ({ hurt, world }) => ({ table: 'deliveries', partition: hurt, key: shardRow(world.user(3)) }),
  (row, broadcast) => [decodeShard(row, broadcast), decodeProgress(row, broadcast)],
  async (stage) => {
    assert.ok(await stage.world.until(30, ended(stage, stage.hurt)), 'It does not end.');
    const { delivered = 0, uncertain = 0, audience } = await countsOf(stage, stage.hurt);
    assert.deepEqual([delivered + uncertain, audience], [PEOPLE, PEOPLE]);
    assert.ok(delivered >= PEOPLE - 2, 'Others than those of the shard were held up.');
  },
);

whenDamaged(
  'list of recipients',
  ({ hurt, world }) => ({ table: 'deliveries', partition: hurt, key: recipientsRow(world.user(3)) }),
  (row, broadcast) => decodeRecipients(row, broadcast),
  async (stage) => {
    assert.ok(await stage.world.until(30, ended(stage, stage.hurt)), 'It does not end.');
    const { delivered = 0, failed = 0, uncertain = 0, audience } = await countsOf(stage, stage.hurt);
    assert.deepEqual([delivered + failed + uncertain, audience], [PEOPLE, PEOPLE]);
    assert.ok(delivered >= PEOPLE - 2, 'Others than those of the shard were held up.');
  },
);

whenDamaged(
  'message',
  ({ hurt }) => ({ table: 'broadcasts', partition: TENANT, key: messageRow(hurt) }),
  (row, tenant) => decodeBody(row, tenant, storedMessage),
  async (stage, heal) => {
    const { world, api, hurt } = stage;
    const { status, body } = await world.settle(api.call(`broadcasts/${hurt}/message`));
    assert.deepEqual([status, body['code']], [500, 'record-damaged']);
    await heal();
    await allDelivered(stage);
  },
);

test('who has a damaged conversation is sent to all the same, in a chat that is created anew', async () => {
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(PEOPLE - 1), async (how, who) => {
      const world = await openWorld(PEOPLE, 2);
      const at = { table: 'conversations', partition: TENANT, key: userKey(world.user(who)) } as const;
      const decode = (row: Row) => decodeKnown(row, TENANT);
      await hurtRow(world, at, how, decode);
      const stage = await stageOf(world);
      startWith(stage);
      await allDelivered(stage);
      await checkOthers(stage);
      assert.ok(world.logged.some(({ event, fields }) => event === 'row-damaged' && fields['row'] === at.key));
    }),
    runs(40),
  );
});

test('where a tenant’s address is damaged nobody is given up; it is sent once the tenant is heard from again', async () => {
  await fc.assert(
    fc.asyncProperty(damage, async (how) => {
      const world = await openWorld(PEOPLE, 2);
      const at = { table: 'conversations', partition: TENANTS, key: TENANT } as const;
      const heal = await hurtRow(world, at, how, decodeTenant);
      const stage = await stageOf(world);
      startWith(stage);
      await world.until(3, async () => false);
      assert.deepEqual((await countsOf(stage, stage.hurt))['pending'], PEOPLE);
      await heal();
      await allDelivered(stage);
      await checkOthers(stage);
    }),
    runs(100),
  );
});

test('a damaged refusal hides no other', async () => {
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(1), async (how, which) => {
      const stage = await stageOf(await openWorld(1, 1));
      const { broadcasts } = stage.world.context.tables;
      const { key, values } = (await broadcasts.range('refused', {})).rows[which]!;
      const broken = storable(damaged(values, how));
      await broadcasts.write('refused', [{ do: 'put', key, values: broken }]);
      const { status, body } = await stage.world.settle(stage.api.call('broadcasts/refused'));
      assert.equal(status, 200);
      const listed = body['items'] as { text: string }[];
      assert.ok(listed.length >= 1 && listed.every(({ text }) => text === 'no' || text === 'neither'));
    }),
    runs(10),
  );
});

test('a damaged idempotency key makes no second broadcast', async () => {
  await fc.assert(
    fc.asyncProperty(damage, async (how) => {
      const { world } = await stageOf(await openWorld(1, 1));
      const { broadcasts } = world.context.tables;
      const { key, values } = (await broadcasts.range(TENANT, { from: 'k', before: 'l' })).rows[0]!;
      const broken = storable(damaged(values, how));
      await broadcasts.write(TENANT, [{ do: 'put', key, values: broken }]);
      const made = () => world.written.filter(({ table, key }) => table === 'broadcasts' && key.startsWith('b')).length;
      const before = made();
      for (const text of ['hurt', 'other']) {
        await world.create(TENANT, text).catch((error: unknown) => {
          const isTold = error instanceof DamagedRow || String(error).includes('Idempotency-Key');
          assert.ok(isTold, String(error));
        });
      }
      assert.equal(made(), before);
    }),
    runs(10),
  );
});

test('a damaged gate is made anew with what may not send, and grants nothing before the tokens of the old one are dead', async () => {
  await fc.assert(
    fc.asyncProperty(damage, async (how) => {
      const { world, hurt, other } = await stageOf(await openWorld(PEOPLE, 2));
      await world.settle(cancelBroadcast(world.context, TENANT, hurt));
      const decode = ({ values }: Row) => decodeGate(values, TENANT);
      await hurtRow(world, { table: 'gates', partition: TENANT, key: 'gate' }, how, decode);
      const { gate } = await world.settle(readGate(world.context, TENANT));
      assert.deepEqual([gate.blocked[hurt]?.why, gate.blocked[other]], ['canceled', undefined]);
      assert.ok(gate.tat >= world.time.now + world.context.timing.tokenLife);
      assert.ok(world.logged.some(({ event, fields }) => event === 'row-damaged' && fields['table'] === 'Gates'));
    }),
    runs(20),
  );
});
