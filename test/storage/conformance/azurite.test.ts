import { randomUUID } from 'node:crypto';
import { after, before } from 'node:test';
import { systemClock } from '../../../shared/clock.ts';
import { azureQueue } from '../../../shared/storage/azure-queue.ts';
import { azureTable } from '../../../shared/storage/azure-table.ts';
import { startAzurite } from '../azurite-for-storage.ts';
import { emulatorCredentials } from '../emulator.ts';
import { queueSuite } from './queue-suite.ts';
import { tableSuite } from './table-suite.ts';

const starting = startAzurite();
before(() => starting);
after(async () => (await starting).stop());

const fresh = (prefix: string) => prefix + randomUUID().replaceAll('-', '');

tableSuite('Azurite', async () => {
  const { tableUrl } = await starting;
  return azureTable({ url: tableUrl, credential: emulatorCredentials.table }, fresh('t'), { clock: systemClock });
});

queueSuite('Azurite', async () => {
  const { queueUrl } = await starting;
  return {
    queue: azureQueue({ url: queueUrl, credential: emulatorCredentials.queue }, fresh('q')),
    // Real time passes by itself: who waits for a message asks until it is there.
    pass: async () => {},
  };
});
