import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { storedMessage } from '../../shared/broadcast/message.ts';
import { decodeGate } from '../../shared/pace/gate-row.ts';
import { decodeBody } from '../../shared/records/body-row.ts';
import { broadcastRow, messageRow } from '../../shared/records/broadcast-keys.ts';
import { decodeBroadcast } from '../../shared/records/broadcast-row.ts';
import { decodePlan } from '../../shared/records/plan-row.ts';
import { decodeRecipients } from '../../shared/shard/recipients.ts';
import { recipientsRow, shardRow } from '../../shared/shard/shard-keys.ts';
import { decodeProgress } from '../../shared/shard/shard-progress.ts';
import { decodeShard } from '../../shared/shard/shard-row.ts';
import type { Row } from '../../shared/storage/table.ts';
import { damage } from './support/damage.ts';
import {
  allDelivered,
  checkOthers,
  countsOf,
  ended,
  hurtRow,
  PEOPLE,
  type Place,
  type Stage,
  stageOf,
  startWith,
} from './support/damaged-stage.ts';
import { nothingUnhandled, runs } from './support/runs.ts';
import { openWorld, TENANT } from './support/world.ts';

nothingUnhandled();

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
