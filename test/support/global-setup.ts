/** For `node --test --test-global-setup`: one storage emulator for all test files of a run. */
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { sharedStorage } from './azurite.ts';

let azurite: Azurite | undefined;

export async function globalSetup(): Promise<void> {
  azurite = await startAzurite();
  process.env[sharedStorage] = azurite.connectionString;
}

export async function globalTeardown(): Promise<void> {
  await azurite?.stop();
}
