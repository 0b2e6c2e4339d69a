import { parseConnectionString } from '../../../shared/settings/connection-string.ts';
import { openStorage } from '../../../shared/storage/open-storage.ts';
import { testStorage, uniqueName } from '../../support/azurite.ts';
import { queueSuite } from './queue-suite.ts';
import { tableSuite } from './table-suite.ts';

const account = parseConnectionString(await testStorage());
const storage = await openStorage({ storage: account, tablePrefix: uniqueName('t') });

tableSuite('Azurite', () => storage.table('Rows'));

queueSuite('Azurite', () => ({
  queue: storage.queue(uniqueName('q')),
  // Real time passes by itself: who waits for a message asks until it is there.
  pass: async () => {},
}));
