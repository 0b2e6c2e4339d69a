/** How to be let into Azurite: its account and key are the same everywhere, and published. */
import { AzureNamedKeyCredential } from '@azure/data-tables';
import { StorageSharedKeyCredential } from '@azure/storage-queue';

const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export const emulatorCredentials = {
  table: new AzureNamedKeyCredential(ACCOUNT, KEY),
  queue: new StorageSharedKeyCredential(ACCOUNT, KEY),
};
