/** Single rows: what is written is what is read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../../../shared/storage/table.ts';
import type { Fresh } from './table-actions.ts';
import { applied, insert, refused, valuesAt } from './table-actions.ts';

export function rowTests(fresh: Fresh): void {
  test('a row that is not there is read as nothing', async () => {
    const { table, partition } = await fresh();
    assert.equal(await table.read(partition, 'nobody'), undefined);
  });

  test('what is inserted is read back, once', async () => {
    const { table, partition } = await fresh();
    const [etag] = await applied(table, partition, insert('a', { text: 'first' }));
    await refused(table, partition, insert('a', { text: 'second' }));
    const row = await table.read(partition, 'a');
    assert.deepEqual([row?.key, row?.etag, row?.values], ['a', etag, { text: 'first' }]);
  });

  test('each kind of value comes back as it was', async () => {
    const { table, partition } = await fresh();
    const values: Record<string, Value> = {
      ms: 1_793_456_789_012,
      fraction: 0.1,
      negative: -2.5e-7,
      zero: 0,
      small: 7,
      beyondInt32: 2 ** 31,
      largest: Number.MAX_SAFE_INTEGER,
      huge: 1e300,
      yes: true,
      no: false,
      text: 'Straße 漢字 🎉 "quoted" \\ / \n\r\t\u0001 <&>',
      empty: '',
      digits: '42',
      date: '2026-11-23T18:41:29Z',
      bytes: Uint8Array.from({ length: 256 }, (_, i) => i),
      noBytes: new Uint8Array(0),
    };
    await applied(table, partition, insert('a', values));
    assert.deepEqual(await valuesAt(table, partition, 'a'), values);
    assert.deepEqual((await table.range(partition, {})).rows[0]?.values, values);
  });

  test('bytes that are a view on more bytes are stored alone', async () => {
    const { table, partition } = await fresh();
    const view = Uint8Array.from([1, 2, 3, 4, 5]).subarray(1, 3);
    await applied(table, partition, insert('a', { view, buffer: Buffer.from([6, 7]) }));
    const expected = { view: new Uint8Array([2, 3]), buffer: new Uint8Array([6, 7]) };
    assert.deepEqual(await valuesAt(table, partition, 'a'), expected);
  });

  test('nobody can change what is stored through what was written or read', async () => {
    const { table, partition } = await fresh();
    const bytes = new Uint8Array([1, 2, 3]);
    await applied(table, partition, insert('a', { bytes }));
    bytes[0] = 9;
    const read = await valuesAt(table, partition, 'a');
    const ranged = (await table.range(partition, { columns: ['bytes'] })).rows[0]?.values;
    for (const values of [read, ranged]) {
      assert.ok(values?.['bytes'] instanceof Uint8Array);
      values['bytes'][1] = 9;
    }
    assert.deepEqual(await valuesAt(table, partition, 'a'), { bytes: new Uint8Array([1, 2, 3]) });
  });

  test('a column that is undefined is not stored', async () => {
    const { table, partition } = await fresh();
    await applied(table, partition, insert('a', { here: 1, gone: undefined }));
    assert.deepEqual(await valuesAt(table, partition, 'a'), { here: 1 });
  });

  test('replace needs the ETag of the row as it is', async () => {
    const { table, partition } = await fresh();
    const [first = ''] = await applied(table, partition, insert('a', { n: 1, old: true }));
    const [second = ''] = await applied(table, partition, { do: 'replace', key: 'a', values: { n: 2 }, etag: first });
    assert.notEqual(second, first);
    await refused(table, partition, { do: 'replace', key: 'a', values: { n: 3 }, etag: first });
    const row = await table.read(partition, 'a');
    assert.deepEqual([row?.etag, row?.values], [second, { n: 2 }]);
    await applied(table, partition, { do: 'delete', key: 'a' });
    await refused(table, partition, { do: 'replace', key: 'a', values: { n: 3 }, etag: second });
    assert.equal(await table.read(partition, 'a'), undefined);
  });

  for (const etag of ['', '*']) {
    test(`no row has the ETag "${etag}": what names it is refused, alone and in a transaction`, async () => {
      const { table, partition } = await fresh();
      await applied(table, partition, insert('a', { n: 1 }));
      const replace = { do: 'replace', key: 'a', values: { n: 2 }, etag } as const;
      const gone = { do: 'delete', key: 'a', etag } as const;
      for (const change of [replace, gone]) {
        await refused(table, partition, change);
        await refused(table, partition, insert('b'), change);
      }
      assert.deepEqual(await valuesAt(table, partition, 'a'), { n: 1 });
    });
  }

  test('the ETag a range gives is good for a replace', async () => {
    const { table, partition } = await fresh();
    await applied(table, partition, insert('a', { n: 1 }));
    const etag = (await table.range(partition, { columns: [] })).rows[0]?.etag ?? '';
    await applied(table, partition, { do: 'replace', key: 'a', values: { n: 2 }, etag });
  });

  test('put writes the whole row, whether it is there or not', async () => {
    const { table, partition } = await fresh();
    await applied(table, partition, { do: 'put', key: 'a', values: { n: 1, old: true } });
    const [etag] = await applied(table, partition, { do: 'put', key: 'a', values: { n: 2 } });
    const row = await table.read(partition, 'a');
    assert.deepEqual([row?.etag, row?.values], [etag, { n: 2 }]);
  });

  test('merge keeps the other columns, and makes the row when there is none', async () => {
    const { table, partition } = await fresh();
    await applied(table, partition, { do: 'merge', key: 'a', values: { n: 1, kept: 'x' } });
    const [etag] = await applied(table, partition, { do: 'merge', key: 'a', values: { n: 2, kept: undefined } });
    const row = await table.read(partition, 'a');
    assert.deepEqual([row?.etag, row?.values], [etag, { n: 2, kept: 'x' }]);
  });

  test('delete with an ETag needs it, delete without one is done in any case', async () => {
    const { table, partition } = await fresh();
    const [old = ''] = await applied(table, partition, insert('a', { n: 1 }));
    const [etag = ''] = await applied(table, partition, { do: 'put', key: 'a', values: { n: 2 } });
    await refused(table, partition, { do: 'delete', key: 'a', etag: old });
    assert.deepEqual(await valuesAt(table, partition, 'a'), { n: 2 });
    assert.deepEqual(await applied(table, partition, { do: 'delete', key: 'a', etag }), ['']);
    assert.equal(await table.read(partition, 'a'), undefined);
    await refused(table, partition, { do: 'delete', key: 'a', etag });
    assert.deepEqual(await applied(table, partition, { do: 'delete', key: 'a' }), ['']);
  });

  test('rows say when they were written, never backwards', async () => {
    const { table, partition } = await fresh();
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      await applied(table, partition, { do: 'put', key: 'a', values: { i } });
      times.push((await table.read(partition, 'a'))?.writtenAt ?? Number.NaN);
    }
    assert.ok(
      times.every((time, i) => Number.isFinite(time) && time >= (times[i - 1] ?? 0)),
      String(times),
    );
  });
}
