import { after } from 'node:test';
import { startAzurite } from '../../local/azurite.ts';

/**
 * A storage emulator for one test file alone: the app's queues have fixed names. It ends with the file.
 * @returns the connection string
 */
export async function ownStorage(): Promise<string> {
  const azurite = await startAzurite();
  after(() => azurite.stop());
  return azurite.connectionString;
}
