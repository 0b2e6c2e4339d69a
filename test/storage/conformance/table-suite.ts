/** What every adapter of the table port does: run on memory and on Azurite. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { wireBytes } from '../../../shared/storage/limits.ts';
import type { Change, Row, Table, Value } from '../../../shared/storage/table.ts';
import { StorageRefused } from '../../../shared/storage/table.ts';

type Some = [Change, ...Change[]];

/** A change that has to be applied; its ETag. */
async function applied(table: Table, partition: string, ...changes: Some): Promise<readonly string[]> {
  const answer = await table.write(partition, changes);
  assert.equal(answer.outcome, 'applied');
  return answer.outcome === 'applied' ? answer.etags : [];
}

async function refused(table: Table, partition: string, ...changes: Some): Promise<void> {
  assert.deepEqual(await table.write(partition, changes), { outcome: 'refused' });
}

const insert = (
  key: string,
  values: Change extends infer C ? (C extends { values: infer V } ? V : never) : never = {},
) => ({ do: 'insert', key, values }) as const;

async function valuesAt(table: Table, partition: string, key: string): Promise<Row['values'] | undefined> {
  return (await table.read(partition, key))?.values;
}

/** All keys of a partition, page by page. */
async function allKeys(table: Table, partition: string, limit = 1_000): Promise<string[]> {
  const keys: string[] = [];
  for (let more = true; more; ) {
    const after = keys.at(-1);
    const page = await table.range(partition, { limit, ...(after === undefined ? {} : { after }) });
    keys.push(...page.rows.map((row) => row.key));
    ({ more } = page);
    assert.ok(!more || page.rows.length > 0, 'a page that is not the last has rows to go on from');
  }
  return keys;
}

function isRefused(code: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof StorageRefused && code.test(error.message);
}

/** @param open an empty table, asked for once */
export function tableSuite(name: string, open: () => Promise<Table> | Table): void {
  describe(`The table port: ${name}`, () => {
    const opened = Promise.resolve().then(open);
    const fresh = async () => ({ table: await opened, partition: randomUUID() });

    test('a row that is not there is read as nothing', async () => {
      const { table, partition } = await fresh();
      assert.equal(await table.read(partition, 'nobody'), undefined);
    });

    test('an empty partition is an empty range', async () => {
      const { table, partition } = await fresh();
      assert.deepEqual(await table.range(partition, {}), { rows: [], more: false });
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

    test('a transaction answers with the ETags in the order of its changes', async () => {
      const { table, partition } = await fresh();
      const [b = ''] = await applied(table, partition, insert('b', { n: 0 }));
      await applied(table, partition, insert('e'), insert('f'));
      const etags = await applied(
        table,
        partition,
        { do: 'put', key: 'z', values: { n: 1 } },
        { do: 'delete', key: 'e' },
        insert('y', { n: 2 }),
        { do: 'replace', key: 'b', values: { n: 3 }, etag: b },
        { do: 'delete', key: 'f' },
        { do: 'merge', key: 'a', values: { n: 4 } },
      );
      const rows = (await table.range(partition, {})).rows;
      assert.deepEqual(
        rows.map((row) => [row.key, row.values['n']]),
        [
          ['a', 4],
          ['b', 3],
          ['y', 2],
          ['z', 1],
        ],
      );
      const [a, bb, y, z] = rows.map((row) => row.etag);
      assert.deepEqual(etags, [z, '', y, bb, '', a]);
    });

    const wrong = 'W/"datetime\'2020-01-01T00%3A00%3A00.0000000Z\'"';
    const refusedParts: Record<string, (etag: string) => Change> = {
      'an insert of a row that exists': () => insert('there', { n: 9 }),
      'a replace under an old ETag': () => ({ do: 'replace', key: 'there', values: { n: 9 }, etag: wrong }),
      'a replace of a row that is gone': (etag) => ({ do: 'replace', key: 'gone', values: { n: 9 }, etag }),
      'a delete under an old ETag': () => ({ do: 'delete', key: 'there', etag: wrong }),
      'a delete of a row that is gone': () => ({ do: 'delete', key: 'gone' }),
    };
    for (const [what, part] of Object.entries(refusedParts)) {
      test(`a transaction with ${what} leaves nothing`, async () => {
        const { table, partition } = await fresh();
        const [etag = ''] = await applied(table, partition, insert('there', { n: 1 }), insert('other', { n: 1 }));
        const others: Some = [insert('new', { n: 2 }), { do: 'put', key: 'other', values: { n: 2 } }];
        await refused(table, partition, ...others, part(etag));
        await refused(table, partition, part(etag), ...others);
        const rows = (await table.range(partition, {})).rows;
        assert.deepEqual(
          rows.map((row) => [row.key, row.values]),
          [
            ['other', { n: 1 }],
            ['there', { n: 1 }],
          ],
        );
      });
    }

    test('a delete in a transaction under the right ETag is done', async () => {
      const { table, partition } = await fresh();
      const [etag = ''] = await applied(table, partition, insert('a'));
      await applied(table, partition, insert('b'), { do: 'delete', key: 'a', etag });
      assert.deepEqual(await allKeys(table, partition), ['b']);
    });

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

    test('a range comes in the order of keys, from, after and before as asked', async () => {
      const { table, partition } = await fresh();
      await applied(
        table,
        partition,
        insert('r1'),
        insert('s10'),
        insert('a'),
        insert('s2'),
        insert('s1'),
        insert('t'),
      );
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

    test('of many inserts of one row at once exactly one is applied', async () => {
      const { table, partition } = await fresh();
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => table.write(partition, [insert('a', { i }), insert(`b${i}`)])),
      );
      const winner = answers.findIndex((answer) => answer.outcome === 'applied');
      assert.equal(answers.filter((answer) => answer.outcome === 'refused').length, 7);
      assert.deepEqual(await allKeys(table, partition), ['a', `b${winner}`]);
    });
  });
}
