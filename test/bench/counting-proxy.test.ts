import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openCountingProxy } from '../../bench/storage/counting-proxy.ts';
import { tally } from '../../bench/storage/tally.ts';
import { readSettings } from '../../shared/settings.ts';
import { openStorage } from '../../shared/storage/open-storage.ts';
import { testStorage, uniqueName } from '../support/azurite.ts';

const prefix = uniqueName();
const proxy = await openCountingProxy(await testStorage(), prefix);
after(() => proxy.close());
const storage = await openStorage(
  readSettings({
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    AzureWebJobsStorage: proxy.connectionString,
    CARILLON_TABLE_PREFIX: prefix,
  }),
);

/** What the proxy counted while something was done. */
async function counted(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = proxy.operations.length;
  await work();
  const counts = tally(proxy.operations.slice(before)).map(({ what, count }) => [what, count]);
  return Object.fromEntries(counts);
}

test('each use of a table is counted once, by table, kind of row and what it does', async () => {
  const table = storage.table('Deliveries');
  const columns = { a: 1 };
  assert.deepEqual(await counted(() => table.write('p', [{ do: 'insert', key: 'plan', values: columns }])), {
    // The table was missing, so it was created and the row written again.
    'table Deliveries (plan): write': 2,
    'table Tables: setup': 1,
  });
  assert.deepEqual(await counted(() => table.write('p', [{ do: 'put', key: 's1', values: columns }])), {
    'table Deliveries (shard): write': 1,
  });
  assert.deepEqual(await counted(() => table.read('p', 's1')), { 'table Deliveries (shard): read': 1 });
  assert.deepEqual(await counted(() => table.read('p', 'r1')), { 'table Deliveries (recipients): read': 1 });
  assert.deepEqual(await counted(() => table.range('p', { from: 's', limit: 3 })), { 'table Deliveries: query': 1 });
  assert.deepEqual(await counted(() => table.write('p', [{ do: 'delete', key: 's1' }])), {
    'table Deliveries (shard): write': 1,
  });
});

test('a transaction is one operation, however many rows it has', async () => {
  const rows = ['s2', 'r2', 's3', 'r3'].map((key) => ({ do: 'put', key, values: { a: 1 } }) as const);
  const work = () => storage.table('Deliveries').write('p', [{ do: 'put', key: 'plan', values: {} }, ...rows]);
  assert.deepEqual(await counted(work), { 'table Deliveries: transaction': 1 });
});

test('a look at an empty queue is told from one that finds a message', async () => {
  const queue = storage.queue(uniqueName('deliver'));
  await queue.put('made');
  const [made] = await queue.take(1, 60_000);
  await queue.remove(made!);
  const kinds = async (work: () => Promise<unknown>) =>
    Object.entries(await counted(work)).map(([what, count]) => [what.split(': ')[1], count]);

  assert.deepEqual(await kinds(() => queue.take(1, 60_000)), [['empty poll', 1]]);
  assert.deepEqual(await kinds(() => queue.put('hello')), [['put', 1]]);
  const [taken] = await queue.take(1, 60_000);
  assert.deepEqual(await kinds(() => queue.take(1, 60_000)), [['empty poll', 1]]);
  assert.deepEqual(await kinds(() => queue.remove(taken!)), [['delete', 1]]);
});
