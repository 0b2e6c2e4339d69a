import { after } from 'node:test';
import { startAzurite } from '../../local/azurite.ts';

/** The connection string of a storage emulator that outlives single test files (see global-setup.ts). */
export const sharedStorage = 'CARILLON_TEST_STORAGE';

/**
 * Storage for a test file, to be asked for at its top level (`const storage = await testStorage()`): the one the whole run shares, else one of its own, in memory, that ends with the file. Names
 * of queues and tables must be the test's own: {@link uniqueName}.
 * @returns the connection string
 */
export async function testStorage(): Promise<string> {
  const shared = process.env[sharedStorage];
  if (shared) return shared;
  const azurite = await startAzurite();
  after(() => azurite.stop());
  return azurite.connectionString;
}

/** A name nobody else uses, valid for queues and tables: letters and digits, at most 40. */
export function uniqueName(prefix = 'test'): string {
  return `${prefix}${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`;
}
