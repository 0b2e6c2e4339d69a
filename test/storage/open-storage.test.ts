import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';
import { systemClock } from '../../shared/clock.ts';
import { parseConnectionString } from '../../shared/settings/connection-string.ts';
import { testStorage, uniqueName } from '../support/azurite.ts';

const loaded: string[] = [];
registerHooks({
  resolve: (specifier, context, next) => {
    loaded.push(specifier);
    return next(specifier, context);
  },
});
const { openStorage } = await import('../../shared/storage/open-storage.ts');

const account = parseConnectionString(await testStorage());

test('tables have their prefix, queues have their own names', async () => {
  const tablePrefix = uniqueName('t');
  const one = await openStorage({ storage: account, tablePrefix });
  const same = await openStorage({ storage: account, tablePrefix });
  const other = await openStorage({ storage: account, tablePrefix: uniqueName('t') });
  await one.table('Rows').write('p', [{ do: 'insert', key: 'a', values: {} }]);
  assert.equal((await same.table('Rows').read('p', 'a'))?.key, 'a');
  assert.equal(await other.table('Rows').read('p', 'a'), undefined);

  const queue = uniqueName('q');
  await one.queue(queue).put('x');
  assert.equal((await other.queue(queue).take(1, 1_000))[0]?.text, 'x');
});

test('the time comes from the service, however wrong this machine’s clock is', async () => {
  const wrong = { ...systemClock, now: () => 1_000 };
  const storage = await openStorage({ storage: account, tablePrefix: uniqueName('t') }, wrong);
  assert.equal(storage.now(), 1_000);
  const table = storage.table('Rows');
  await table.write('p', [{ do: 'insert', key: 'a', values: {} }]);
  const row = await table.read('p', 'a');
  assert.ok(Math.abs(storage.now() - (row?.writtenAt ?? 0)) < 60_000);
});

test('the identity library is loaded only where an identity is used', async () => {
  const tablePrefix = uniqueName('t');
  await openStorage({ storage: account, tablePrefix });
  assert.ok(loaded.includes('@azure/data-tables') && !loaded.includes('@azure/identity'));
  const urls = { tableUrl: 'https://acc.table.core.windows.net', queueUrl: 'https://acc.queue.core.windows.net' };
  for (const credential of ['managed', 'any'] as const) {
    const storage = { kind: 'identity', ...urls, credential, clientId: undefined } as const;
    await openStorage({ storage, tablePrefix });
  }
  assert.ok(loaded.includes('@azure/identity'));
});
