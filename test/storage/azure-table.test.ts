/** What is the real adapter's own: how it words what the table service answers, and what it sends. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { AzureNamedKeyCredential } from '@azure/data-tables';
import { systemClock } from '../../shared/clock.ts';
import { parseConnectionString } from '../../shared/settings/connection-string.ts';
import { azureTable } from '../../shared/storage/azure-table.ts';
import { WID } from '../../shared/storage/commit.ts';
import type { Change } from '../../shared/storage/table.ts';
import { StorageRefused, StorageUnavailable } from '../../shared/storage/table.ts';
import { testStorage, uniqueName } from '../support/azurite.ts';
import { openProxy } from './proxy.ts';

const account = parseConnectionString(await testStorage());
const proxy = await openProxy('table', account.tableUrl);
after(() => proxy.close());

const credential = new AzureNamedKeyCredential(account.account, account.key);
const name = uniqueName('t');
const direct = azureTable({ url: account.tableUrl, credential }, name, { clock: systemClock });
const proxied = azureTable({ url: proxy.url, credential }, name, { clock: systemClock });
const hasty = azureTable({ url: proxy.url, credential }, name, { clock: systemClock, tryMs: 200 });

// So that no test's first request is the one that finds the table missing.
await direct.write('first', [{ do: 'put', key: 'a', values: {} }]);

test('an answer that stays away is given up after a while, and said to be', async () => {
  const partition = randomUUID();
  proxy.tricks.push({ do: 'stall' });
  const answer = await hasty.write(partition, [{ do: 'insert', key: 'a', values: {} }]);
  assert.deepEqual(answer, { outcome: 'unanswered', cause: 'no answer in time' });
});

describe('What the table service answers', () => {
  const put: Change = { do: 'put', key: 'a', values: {} };
  const both: [Change, Change] = [put, { ...put, key: 'b' }];

  for (const [status, code] of [
    [500, 'InternalError'],
    [503, 'ServerBusy'],
    [504, 'OperationTimedOut'],
    [429, 'TooManyRequests'],
    [408, 'RequestTimeout'],
    [403, 'AuthorizationPermissionMismatch'],
    [409, 'TableBeingDeleted'],
  ] as const) {
    test(`${status} ${code} is no answer, said once and not tried again`, async () => {
      const before = { ...proxy.seen };
      const trick = { do: 'answer', status, code } as const;
      proxy.tricks.push(trick, trick, trick);
      const unanswered = { outcome: 'unanswered', cause: `${status} ${code}` };
      assert.deepEqual(await proxied.write('p', [put]), unanswered);
      assert.deepEqual(await proxied.write('p', both), unanswered);
      await assert.rejects(proxied.read('p', 'a'), new StorageUnavailable(`${status} ${code}`));
      assert.deepEqual([proxy.seen.tricked, proxy.seen.passed], [before.tricked + 3, before.passed]);
    });
  }

  for (const [status, code] of [
    [400, 'PropertyValueTooLarge'],
    [413, 'RequestBodyTooLarge'],
  ] as const) {
    test(`${status} ${code} is a broken rule, with the service's word for it`, async () => {
      const trick = { do: 'answer', status, code } as const;
      proxy.tricks.push(trick, trick, trick);
      const broken = new StorageRefused(`${status} ${code}`);
      await assert.rejects(proxied.write('p', [put]), broken);
      await assert.rejects(proxied.write('p', both), broken);
      await assert.rejects(proxied.range('p', {}), broken);
    });
  }

  test('a table that is not there is made, also when many miss it at once', async () => {
    const table = azureTable({ url: account.tableUrl, credential }, uniqueName('t'), { clock: systemClock });
    const writes = [0, 1, 2].map((i) => table.write('p', [{ do: 'insert', key: `k${i}`, values: {} }]));
    const outcomes = (await Promise.all(writes)).map((answer) => answer.outcome);
    assert.deepEqual(outcomes, ['applied', 'applied', 'applied']);
    assert.equal((await table.range('p', {})).rows.length, 3);
  });

  test('a transaction makes the table too', async () => {
    const table = azureTable({ url: account.tableUrl, credential }, uniqueName('t'), { clock: systemClock });
    assert.equal((await table.write('p', both)).outcome, 'applied');
  });
});

test('numbers go out as doubles and say so: the service would take some for integers, and refuse large ones', async () => {
  const values = { [WID]: 'w', small: 7, large: 1_793_456_789_012 };
  await proxied.write('doubles', [{ do: 'insert', key: 'a', values }]);
  const sent = proxy.seen.body;
  for (const name of ['small', 'large']) assert.match(sent, new RegExp(`"${name}@odata.type":"Edm.Double"`));
});

test('requests one after the other share a connection', async () => {
  await proxied.read('p', 'a');
  const before = proxy.seen.connections;
  for (let i = 0; i < 5; i++) await proxied.read('p', 'a');
  assert.equal(proxy.seen.connections, before);
});

test('each answer’s Date is reported with when it was asked and answered', async () => {
  const heard: [number, number, number][] = [];
  const onDate = (...args: [number, number, number]) => void heard.push(args);
  const table = azureTable({ url: account.tableUrl, credential }, name, { clock: systemClock, onDate });
  const before = systemClock.monotonic();
  await table.write('p', [{ do: 'put', key: 'a', values: {} }]);
  await table.write('p', [
    { do: 'put', key: 'a', values: {} },
    { do: 'put', key: 'b', values: {} },
  ]);
  await table.read('p', 'a');
  await table.read('p', 'nobody');
  const after = systemClock.monotonic();
  assert.equal(heard.length, 4);
  for (const [date, sent, received] of heard) {
    assert.equal(date % 1_000, 0);
    assert.ok(before <= sent && sent <= received && received <= after);
  }
});
