/** Ranges: order, limits, pages, projections. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StorageRefused, type Table } from '../../../shared/storage/table.ts';
import type { Fresh } from './table-actions.ts';
import { allKeys, applied, insert } from './table-actions.ts';

export function rangeTests(fresh: Fresh): void {
  test('an empty partition is an empty range', async () => {
    const { table, partition } = await fresh();
    assert.deepEqual(await table.range(partition, {}), { rows: [], more: false });
  });

  test('a range comes in the order of keys, from, after and before as asked', async () => {
    const { table, partition } = await fresh();
    await applied(table, partition, insert('r1'), insert('s10'), insert('a'), insert('s2'), insert('s1'), insert('t'));
    const keys = async (range: Parameters<Table['range']>[1]) =>
      (await table.range(partition, range)).rows.map((row) => row.key);
    assert.deepEqual(await keys({}), ['a', 'r1', 's1', 's10', 's2', 't']);
    assert.deepEqual(await keys({ from: 's', before: 't' }), ['s1', 's10', 's2']);
    assert.deepEqual(await keys({ from: 's1' }), ['s1', 's10', 's2', 't']);
    assert.deepEqual(await keys({ after: 's1' }), ['s10', 's2', 't']);
    assert.deepEqual(await keys({ from: 's', after: 's10', before: 't' }), ['s2']);
    assert.deepEqual(await keys({ from: 's2', after: 'a' }), ['s2', 't']);
    assert.deepEqual(await keys({ before: 's1' }), ['a', 'r1']);
    assert.deepEqual(await keys({ from: 'u' }), []);
    assert.deepEqual(await keys({ from: 's', limit: 2 }), ['s1', 's10']);
  });

  test('a limit that leaves rows out says that there is more', async () => {
    const { table, partition } = await fresh();
    await applied(table, partition, insert('a'), insert('b'), insert('c'));
    assert.equal((await table.range(partition, { limit: 2 })).more, true);
    assert.equal((await table.range(partition, { limit: 1, after: 'b' })).rows[0]?.key, 'c');
    assert.deepEqual(await allKeys(table, partition, 1), ['a', 'b', 'c']);
  });

  test('a range of no rows cannot be asked for, and one of more than a page is a page', async () => {
    const { table, partition } = await fresh();
    await applied(table, partition, insert('a'));
    for (const limit of [0, -1, 1.5])
      await assert.rejects(table.range(partition, { limit }), StorageRefused, `${limit}`);
    assert.equal((await table.range(partition, { limit: 2_000 })).rows.length, 1);
  });

  test('columns that are asked for come with key, ETag and time; missing ones are left out', async () => {
    const { table, partition } = await fresh();
    const [etag] = await applied(table, partition, insert('a', { n: 1, text: 'x', bytes: new Uint8Array([1]) }));
    const whole = await table.read(partition, 'a');
    const read = await table.read(partition, 'a', ['n', 'missing']);
    const [ranged] = (await table.range(partition, { columns: ['n', 'missing'] })).rows;
    assert.deepEqual(read, { key: 'a', etag, writtenAt: whole?.writtenAt, values: { n: 1 } });
    assert.deepEqual(ranged, read);
    assert.deepEqual((await table.read(partition, 'a', []))?.values, {});
  });

  test('more rows than a page holds are all reached, each once', async () => {
    const { table, partition } = await fresh();
    const expected = Array.from({ length: 1_150 }, (_, i) => `k${String(i).padStart(5, '0')}`);
    for (let i = 0; i < expected.length; i += 100) {
      const [first, ...others] = expected.slice(i, i + 100).map((key) => insert(key));
      if (first) await applied(table, partition, first, ...others);
    }
    const page = await table.range(partition, {});
    assert.ok(page.more && page.rows.length <= 1_000);
    assert.deepEqual(await allKeys(table, partition), expected);
    assert.deepEqual(await allKeys(table, partition, 400), expected);
  });

  test('keys of any characters keep their rows apart and their order', async () => {
    const { table, partition } = await fresh();
    const ascii = Array.from({ length: 128 }, (_, i) => `x${String.fromCharCode(i)}y`);
    const odd = [
      'x',
      'x.',
      'x..',
      'x./',
      'x~~',
      'x.~~0',
      'x%2F',
      "it's",
      'a+b',
      '19:9f_a-b@thread.tacv2',
      'é',
      '漢',
      '🎉',
    ];
    const keys = [...ascii, ...odd].sort();
    for (const key of keys) {
      await applied(table, `${partition} /'?#%`, insert(key, { key }));
    }
    assert.deepEqual(await allKeys(table, `${partition} /'?#%`, 50), keys);
    for (const key of keys) {
      const row = await table.read(`${partition} /'?#%`, key);
      assert.deepEqual([row?.key, row?.values], [key, { key }]);
    }
    const [first, ...others] = keys.slice(0, 100).map((key) => ({ do: 'delete', key }) as const);
    if (first) await applied(table, `${partition} /'?#%`, first, ...others);
    assert.deepEqual(await allKeys(table, `${partition} /'?#%`), keys.slice(100));
  });
}
