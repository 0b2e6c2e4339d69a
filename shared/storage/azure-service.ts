/** Where the storage services are and how to be let in, and the SDK's clients for them: without retries of their own. */
import type { AzureNamedKeyCredential, TableServiceClientOptions } from '@azure/data-tables';
import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import type { StorageSharedKeyCredential } from '@azure/storage-queue';
import { QueueClient } from '@azure/storage-queue';

/** Tables. Plain http is spoken only where the URL says so. */
export interface TableService {
  /** `https://account.table.core.windows.net`, or Azurite's `http://127.0.0.1:port/account`. */
  readonly url: string;
  readonly credential: AzureNamedKeyCredential | TokenCredential;
}

/** Queues. */
export interface QueueService {
  /** `https://account.queue.core.windows.net`, or Azurite's `http://127.0.0.1:port/account`. */
  readonly url: string;
  readonly credential: StorageSharedKeyCredential | TokenCredential;
}

/** Connections are kept alive and shared, which is the SDK's default. */
export function openTable(
  { url, credential }: TableService,
  name: string,
  additionalPolicies: NonNullable<TableServiceClientOptions['additionalPolicies']>,
): TableClient {
  const options = {
    allowInsecureConnection: url.startsWith('http:'),
    retryOptions: { maxRetries: 0 },
    additionalPolicies,
  };
  return 'getToken' in credential
    ? new TableClient(url, name, credential, options)
    : new TableClient(url, name, credential, options);
}

export function openQueue({ url, credential }: QueueService, name: string): QueueClient {
  return new QueueClient(`${url}/${name}`, credential, { retryOptions: { maxTries: 1 } });
}
