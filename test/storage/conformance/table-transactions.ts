/** Transactions: all or nothing, in order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from '../../../shared/storage/table.ts';
import type { Fresh, Some } from './table-actions.ts';
import { allKeys, applied, insert, refused } from './table-actions.ts';

export function transactionTests(fresh: Fresh): void {
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

  test('of many inserts of one row at once exactly one is applied', async () => {
    const { table, partition } = await fresh();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => table.write(partition, [insert('a', { i }), insert(`b${i}`)])),
    );
    const winner = answers.findIndex((answer) => answer.outcome === 'applied');
    assert.equal(answers.filter((answer) => answer.outcome === 'refused').length, 7);
    assert.deepEqual(await allKeys(table, partition), ['a', `b${winner}`]);
  });
}
