/** Limits: what the service would refuse is refused before it is sent, the same by every adapter. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wireBytes } from '../../../shared/storage/limits.ts';
import type { Change } from '../../../shared/storage/table.ts';
import { StorageRefused } from '../../../shared/storage/table.ts';
import type { Fresh } from './table-actions.ts';
import { allKeys, applied, insert, isRefused, valuesAt } from './table-actions.ts';

export function limitTests(fresh: Fresh): void {
  test('a transaction takes 100 changes and not 101, and no row twice', async () => {
    const { table, partition } = await fresh();
    const hundred = Array.from({ length: 100 }, (_, i) => insert(`k${String(i).padStart(3, '0')}`));
    await applied(table, partition, hundred[0]!, ...hundred.slice(1));
    assert.equal((await allKeys(table, partition)).length, 100);
    const others = Array.from({ length: 100 }, (_, i) => insert(`m${i}`));
    await assert.rejects(table.write(partition, [insert('l'), ...others]), isRefused(/TooManyChanges/));
    await assert.rejects(table.write(partition, [insert('x'), insert('x')]), isRefused(/InvalidDuplicateRow/));
  });

  test('a transaction filled up to 4 MiB by wireBytes is applied, one beyond is refused', async () => {
    const { table, partition } = await fresh();
    const values = { bytes: new Uint8Array(61_440).fill(255), text: 'é'.repeat(300) };
    const changes: Change[] = [];
    let bytes = 0;
    for (let i = 0; ; i++) {
      const change = { do: 'put', key: `k${String(i).padStart(3, '0')}`, values } as const;
      changes.push(change);
      bytes += wireBytes(partition, change);
      if (bytes > 4 * 1024 * 1024) break;
    }
    const [first, ...others] = changes;
    assert.ok(first && changes.length > 45, `${changes.length} changes`);
    await assert.rejects(table.write(partition, [first, ...others]), isRefused(/ContentLengthExceeded/));
    await applied(table, partition, first, ...others.slice(0, -1));
  });

  test('values as large as the service allows are kept, larger ones refused', async () => {
    const { table, partition } = await fresh();
    const text = 'x'.repeat(32_768);
    const bytes = new Uint8Array(65_536).fill(1);
    await applied(table, partition, insert('a', { text, bytes }));
    assert.deepEqual(await valuesAt(table, partition, 'a'), { text, bytes });
    await assert.rejects(table.write(partition, [insert('b', { text: `${text}x` })]), isRefused(/TooLarge.*text/));
    const more = new Uint8Array(65_537);
    await assert.rejects(table.write(partition, [insert('b', { more })]), isRefused(/TooLarge.*more/));
    const wide = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`c${i}`, bytes]));
    await assert.rejects(table.write(partition, [insert('b', wide)]), isRefused(/EntityTooLarge/));
    await assert.rejects(table.write(partition, [insert('k'.repeat(513))]), isRefused(/KeyTooLong/));
    assert.deepEqual(await allKeys(table, partition), ['a']);
  });

  test('numbers that are none, and names that are taken, are refused', async () => {
    const { table, partition } = await fresh();
    for (const values of [
      { n: Number.NaN },
      { n: Number.POSITIVE_INFINITY },
      { etag: 'x' },
      { RowKey: 'x' },
      { 'a-b': 1 },
    ]) {
      await assert.rejects(table.write(partition, [insert('a', values)]), StorageRefused);
    }
  });
}
