import { after } from 'node:test';
import { AzureNamedKeyCredential } from '@azure/data-tables';
import { StorageSharedKeyCredential } from '@azure/storage-queue';
import type { StorageService } from '../../../local/faulty-storage/storage-answer.ts';
import { systemClock } from '../../../shared/clock.ts';
import { parseConnectionString } from '../../../shared/settings/connection-string.ts';
import { azureQueue } from '../../../shared/storage/azure-queue.ts';
import { azureTable } from '../../../shared/storage/azure-table.ts';
import { openStorage } from '../../../shared/storage/open-storage.ts';
import { testStorage, uniqueName } from '../../support/azurite.ts';
import { openProxy } from '../proxy.ts';
import { queueSuite } from './queue-suite.ts';
import { tableSuite } from './table-suite.ts';
import { trickOf } from './trouble.ts';

const account = parseConnectionString(await testStorage());
const storage = await openStorage({ storage: account, tablePrefix: uniqueName('t') });

/** How long the adapter waits over a troubled line, ms. */
const tryMs = 1_000;

/** A line of its own to a service, which closes when the file is done. */
async function lineTo(service: StorageService, serviceUrl: string) {
  const proxy = await openProxy(service, serviceUrl);
  after(() => proxy.close());
  return proxy;
}

const table = uniqueName('t');
const tableKey = new AzureNamedKeyCredential(account.account, account.key);
const wire = { clock: systemClock };
const direct = azureTable({ url: account.tableUrl, credential: tableKey }, table, wire);

tableSuite(
  'Azurite',
  () => storage.table('Rows'),
  async () => {
    const { url, tricks, settled } = await lineTo('table', account.tableUrl);
    return {
      troubled: azureTable({ url, credential: tableKey }, table, { ...wire, tryMs }),
      direct,
      next: (...troubles) => void tricks.push(...troubles.map((trouble) => trickOf(trouble))),
      shortPage: () => void tricks.push({ do: 'short page' }),
      emptyPage: (partition, key) => void tricks.push({ do: 'empty page', partition, key }),
      settled,
    };
  },
);

const queueKey = new StorageSharedKeyCredential(account.account, account.key);
// Real time passes by itself: who waits for a message asks until it is there.
const pass = async () => {};

queueSuite(
  'Azurite',
  () => ({ queue: storage.queue(uniqueName('q')), pass }),
  async () => {
    const { url, tricks, settled } = await lineTo('queue', account.queueUrl);
    const name = uniqueName('q');
    return {
      troubled: azureQueue({ url, credential: queueKey }, name, { tryMs }),
      direct: azureQueue({ url: account.queueUrl, credential: queueKey }, name),
      next: (...troubles) => void tricks.push(...troubles.map((trouble) => trickOf(trouble))),
      settled,
      pass,
    };
  },
);
