/** For `node --test --test-global-setup`: what all test files of a run share. */
import { join } from 'node:path';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { sharedStorage } from './azurite.ts';

/** Hundreds of processes load the same sources: whoever is first compiles them for all. Node looks whether they have changed. */
const compiled = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled');

/** One storage emulator for all of them. */
let azurite: Azurite | undefined;

export async function globalSetup(): Promise<void> {
  process.env['NODE_COMPILE_CACHE'] ??= compiled;
  azurite = await startAzurite();
  process.env[sharedStorage] = azurite.connectionString;
}

export async function globalTeardown(): Promise<void> {
  await azurite?.stop();
}
