import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where the packages of others are: with a package.json of its own, so that they are no part of Carillon. */
export const peersFolder = join(import.meta.dirname, '..', 'peers');

/** Installs what is compared with, once. One of its dependencies runs a script that needs the internet, so none run. */
export async function installPeers(say: (text: string) => void): Promise<void> {
  // npm writes this file last.
  if (existsSync(join(peersFolder, 'node_modules', '.package-lock.json'))) return;
  say('installing the packages to compare with (npm ci --ignore-scripts in bench/peers)');
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peersFolder });
}
