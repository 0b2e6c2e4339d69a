import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TENANTS, userKey } from '../../shared/audience/conversation.ts';
import { decodeKnown } from '../../shared/audience/known-users.ts';
import { decodeTenant } from '../../shared/audience/tenants.ts';
import { cancelBroadcast } from '../../shared/lifecycle/cancel.ts';
import { decodeGate } from '../../shared/pace/gate-row.ts';
import { readGate } from '../../shared/pace/gate-store.ts';
import { DamagedRow } from '../../shared/storage/damaged-row.ts';
import type { Row } from '../../shared/storage/table.ts';
import { damage, damaged } from './support/damage.ts';
import {
  allDelivered,
  checkOthers,
  countsOf,
  hurtRow,
  PEOPLE,
  stageOf,
  startWith,
  storable,
} from './support/damaged-stage.ts';
import { nothingUnhandled, runs } from './support/runs.ts';
import { openWorld, TENANT } from './support/world.ts';

nothingUnhandled();

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
