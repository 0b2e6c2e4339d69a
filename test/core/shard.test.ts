import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { countStates, type Delivery, deliveryStates } from '../../shared/shard/delivery.ts';
import { packShards } from '../../shared/shard/pack.ts';
import { reasonCodes } from '../../shared/shard/reasons.ts';
import {
  decodeRecipients,
  encodeRecipients,
  RECIPIENTS_BYTES,
  recipientsValues,
} from '../../shared/shard/recipients.ts';
import { SHARD_SIZE, type Shard } from '../../shared/shard/shard.ts';
import { decodeProgress } from '../../shared/shard/shard-progress.ts';
import { decodeShard, encodeShard } from '../../shared/shard/shard-row.ts';
import { wireBytes } from '../../shared/storage/limits.ts';
import type { Value } from '../../shared/storage/table.ts';

const NOW = 1_767_225_600_000;

const delivery: fc.Arbitrary<Delivery> = fc.record(
  {
    state: fc.constantFrom(...deliveryStates),
    attempts: fc.integer({ min: 0, max: 9 }),
    at: fc.integer({ min: NOW, max: NOW + 1e9 }),
    notBefore: fc.constantFrom(0, NOW, NOW + 30_000),
    unknown: fc.boolean(),
    code: fc.constantFrom(...reasonCodes),
    activity: fc.stringMatching(/^[0-9]{13}$/),
    creates: fc.integer({ min: 1, max: 5 }),
    healed: fc.constant(true),
  },
  { requiredKeys: ['state', 'attempts', 'at', 'notBefore', 'unknown'], noNullPrototype: true },
);

const rowOf = (shard: Shard) => {
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries({ ...encodeShard(shard), wid: 'w' })) {
    if (value !== undefined) values[name] = value;
  }
  return { key: `s${shard.key}`, etag: 'e', writtenAt: NOW, values };
};

test('a shard is read back as it was written, and its columns tell the same', () => {
  fc.assert(
    fc.property(
      fc.array(delivery, { minLength: 1, maxLength: SHARD_SIZE }),
      fc.option(fc.uuid()),
      (deliveries, wave) => {
        // Whoever is being sent is so by a wave.
        const open = wave ?? (deliveries.some(({ state }) => state === 'sending') ? 'w' : undefined);
        const shard: Shard = { key: 'k', n: 3, run: 1, since: 0, faults: 2, deliveries, ...(open && { wave: open }) };
        const row = rowOf(shard);
        assert.deepEqual(decodeShard(row, 'b'), { ...shard, etag: 'e', writtenAt: NOW, wid: 'w' });
        const progress = decodeProgress(row, 'b');
        assert.deepEqual(progress.counts, countStates(deliveries));
        assert.equal(progress.open, open !== undefined);
      },
    ),
  );
});

test('the state of two hundred recipients stays below 8 KB', () => {
  const deliveries = Array.from({ length: SHARD_SIZE }, (_, i): Delivery => {
    const at = NOW + Math.floor(Math.random() * 20_000);
    return { state: 'delivered', attempts: 1, at, notBefore: 0, unknown: false, activity: String(at + i) };
  });
  const shard: Shard = { key: 'k', n: 0, run: 1, since: NOW, faults: 0, deliveries };
  assert.ok(wireBytes('b', { do: 'put', key: 'sk', values: encodeShard(shard) }) < 8 * 1024);
});

test('recipients with long conversation ids are cut into more shards, in order, each once', () => {
  const members = Array.from({ length: 450 }, (_, i) => ({
    id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    conversation: randomBytes(300).toString('base64'),
  }));
  const packed = packShards(members, 7, 1, SHARD_SIZE, NOW);
  assert.deepEqual(
    packed.map(({ shard }) => shard.n),
    packed.map((_, i) => 7 + i),
  );
  assert.ok(packed.length > 3 && packed.every(({ recipients }) => recipients.length <= RECIPIENTS_BYTES));
  const unpacked = packed.flatMap(({ shard, recipients }) => {
    const values = recipientsValues(recipients) as Record<string, Value>;
    const list = decodeRecipients({ key: `r${shard.key}`, etag: '', writtenAt: 0, values }, 'b');
    assert.equal(list.length, shard.deliveries.length);
    assert.equal(list.at(-1)!.id, shard.key);
    return list;
  });
  assert.deepEqual(unpacked, members);
  assert.equal(encodeRecipients([]).length > 0, true);
});

test('who is known to be unreachable is planned as skipped, with the reason', () => {
  const [packed] = packShards([{ id: 'a', skip: 'app-uninstalled' }, { id: 'b' }], 0, 1, SHARD_SIZE, NOW);
  const [a, b] = packed!.shard.deliveries;
  assert.deepEqual([a!.state, a!.code, a!.attempts, b!.state], ['skipped', 'app-uninstalled', 0, 'pending']);
});
