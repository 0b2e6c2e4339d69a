import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { enqueue } from '../../shared/api/door.ts';
import { decodeConversation } from '../../shared/audience/conversation.ts';
import { decodeKnown } from '../../shared/audience/known-users.ts';
import { decodeTenant } from '../../shared/audience/tenants.ts';
import { storedAudience } from '../../shared/broadcast/audience-request.ts';
import { storedMessage } from '../../shared/broadcast/message.ts';
import { decodeGate } from '../../shared/pace/gate-row.ts';
import { decodeBody } from '../../shared/records/body-row.ts';
import { decodeBroadcast } from '../../shared/records/broadcast-row.ts';
import { decodePlan } from '../../shared/records/plan-row.ts';
import { decodeSwitch } from '../../shared/records/sending-switch.ts';
import { readBroadcast } from '../../shared/records/store.ts';
import { decodeTelling, tellingChanges } from '../../shared/records/telling-row.ts';
import { decodeCodes } from '../../shared/shard/code-counts.ts';
import { decodeRecipients } from '../../shared/shard/recipients.ts';
import { decodeProgress } from '../../shared/shard/shard-progress.ts';
import { decodeShard } from '../../shared/shard/shard-row.ts';
import { DamagedRow } from '../../shared/storage/damaged-row.ts';
import type { Row } from '../../shared/storage/table.ts';
import { damage, damaged } from './support/damage.ts';
import { nothingUnhandled, runs } from './support/runs.ts';
import { openWorld, TENANT } from './support/world.ts';

nothingUnhandled();

/** A word that is in the rows: it must be in no error. */
const SECRET = 'Confidential';

interface Kind {
  readonly partition: string;
  readonly row: Row;
  readonly decode: (row: Row) => unknown;
}

/** A row of each kind, as the product has written it, and the door it is read by. */
async function kinds(): Promise<Readonly<Record<string, Kind>>> {
  const world = await openWorld(5, 2);
  // Not quiet just now, and none of its times has come or passed: each column is there.
  const id = await world.create(TENANT, SECRET, {
    start: { local: '2026-01-01T00:00' },
    expiresAt: world.time.now + 86_400_000,
    quietHours: { from: '20:00', to: '23:00', days: ['thu'] },
  });
  const broadcasts = openBroadcasts(world.context, []);
  await world.settle(enqueue(world.context, broadcasts, SECRET, world.time.now, 'invocation'));
  const ended = async () => (await readBroadcast(world.context, TENANT, id))?.endedAt !== undefined;
  world.start((error) => assert.ifError(error));
  assert.ok(await world.until(5, ended));
  await world.settle(broadcasts.stopTenant(TENANT, 'author', SECRET));
  const { broadcasts: table, deliveries, conversations, gates } = world.context.tables;
  const at = async (rows: typeof table, partition: string, from: string) => {
    const [row] = (await rows.range(partition, { from })).rows;
    assert.ok(row);
    assert.ok(row.key.startsWith(from));
    return { partition, row };
  };
  const conversation = await at(conversations, TENANT, 'u|');
  const { etag: _, ...broadcast } = (await readBroadcast(world.context, TENANT, id))!;
  const attempts = [{ at: 1, ms: 2, status: 500 }, { at: 3, ms: 4, error: 'time-out' }, { at: 5 }] as const;
  const url = `https://hooks.example/${SECRET}`;
  const telling = { ended: { ...broadcast, webhook: url }, state: 'pending', attempts, made: 3, nextAt: 6 } as const;
  await table.write(TENANT, tellingChanges(telling, 'a write'));
  return {
    broadcast: { ...(await at(table, TENANT, 'b')), decode: (row) => decodeBroadcast(row, TENANT) },
    message: { ...(await at(table, TENANT, 'm')), decode: (row) => decodeBody(row, TENANT, storedMessage) },
    audience: { ...(await at(table, TENANT, 'q')), decode: (row) => decodeBody(row, TENANT, storedAudience) },
    telling: { ...(await at(table, TENANT, 'w')), decode: (row) => decodeTelling(row, TENANT) },
    plan: { ...(await at(deliveries, id, 'plan')), decode: (row) => decodePlan(row, id) },
    shard: { ...(await at(deliveries, id, 's')), decode: (row) => decodeShard(row, id) },
    progress: { ...(await at(deliveries, id, 's')), decode: (row) => decodeProgress(row, id) },
    codes: { ...(await at(deliveries, id, 's')), decode: (row) => decodeCodes(row, id) },
    recipients: { ...(await at(deliveries, id, 'r')), decode: (row) => decodeRecipients(row, id) },
    gate: { ...(await at(gates, TENANT, 'gate')), decode: ({ values }) => decodeGate(values, TENANT) },
    tenant: { ...(await at(conversations, 'tenants', TENANT)), decode: decodeTenant },
    switch: { ...(await at(table, TENANT, 'switch')), decode: (row) => decodeSwitch(row, TENANT) },
    known: { ...conversation, decode: (row) => decodeKnown(row, TENANT) },
    conversation: { ...conversation, decode: ({ values }) => decodeConversation(values) },
  };
}

const all = await kinds();

test('a damaged row of any kind is read as far as it is whole, or is said to be damaged, and where; nothing else', async () => {
  const kind = fc.constantFrom(...Object.keys(all));
  fc.assert(
    fc.property(kind, fc.array(damage, { minLength: 1, maxLength: 2 }), (name, wrong) => {
      const { partition, row, decode } = all[name]!;
      const values = wrong.reduce<Row['values']>((columns, one) => damaged(columns, one), row.values);
      try {
        checkSane(decode({ ...row, values }));
      } catch (error) {
        assert.ok(error instanceof DamagedRow, `${name}: ${error instanceof Error ? error.stack : error}`);
        assert.deepEqual([error.partition, error.row], [partition, row.key]);
        assert.ok(error.column.length > 0 && !error.message.includes(SECRET));
      }
    }),
    runs(),
  );
});

test('a row of a later version is read as far as this one knows it', () => {
  for (const [name, { row, decode }] of Object.entries(all)) {
    const values = { ...row.values, v: 2, later: 'new', aLater: 1, s2: new Uint8Array([1]) };
    assert.deepEqual(decode({ ...row, values }), decode(row), name);
  }
});

/** No NaN, no hole: what is read can be counted, written again and shown. */
function checkSane(value: unknown): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${value} was read`);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    assert.notEqual(member, undefined, `${name} is undefined`);
    checkSane(member);
  }
  if ('at' in value && typeof value.at === 'number') new Date(value.at).toISOString();
}
