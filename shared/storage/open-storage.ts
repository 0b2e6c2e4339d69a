/** The storage account of the settings, as ports. */
import { AzureNamedKeyCredential } from '@azure/data-tables';
import { StorageSharedKeyCredential } from '@azure/storage-queue';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { Settings, StorageSettings } from '../settings.ts';
import { azureQueue } from './azure-queue.ts';
import type { QueueService, TableService } from './azure-service.ts';
import { azureTable } from './azure-table.ts';
import type { Queue } from './queue.ts';
import { ServiceClock } from './service-clock.ts';
import type { Table } from './table.ts';

export interface Storage {
  /** A table by its name after the prefix, e.g. `Broadcasts`. Created when it is first missed. */
  table(name: string): Table;
  /** A queue by its name. Created when it is first missed. */
  queue(name: string): Queue;
  /** The table service's time in milliseconds since 1970, learnt from its answers. */
  now(): number;
}

/** Opens the account; nothing is asked of it yet. @azure/identity is loaded only where an identity is used. */
export async function openStorage(
  settings: Pick<Settings, 'storage' | 'tablePrefix'>,
  clock: Clock = systemClock,
): Promise<Storage> {
  const { tables, queues } = await servicesOf(settings.storage);
  const serviceClock = new ServiceClock(clock);
  return {
    table: (name) => azureTable(tables, settings.tablePrefix + name, { clock, onDate: serviceClock.observe }),
    queue: (name) => azureQueue(queues, name),
    now: () => serviceClock.now(),
  };
}

async function servicesOf(storage: StorageSettings): Promise<{ tables: TableService; queues: QueueService }> {
  if (storage.kind === 'key') {
    const { account, key } = storage;
    return {
      tables: { url: storage.tableUrl, credential: new AzureNamedKeyCredential(account, key) },
      queues: { url: storage.queueUrl, credential: new StorageSharedKeyCredential(account, key) },
    };
  }
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity');
  const ofClient = storage.clientId === undefined ? {} : { clientId: storage.clientId };
  const credential =
    storage.credential === 'managed' ? new ManagedIdentityCredential(ofClient) : new DefaultAzureCredential();
  return { tables: { url: storage.tableUrl, credential }, queues: { url: storage.queueUrl, credential } };
}
