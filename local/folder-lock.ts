import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes a folder this process's own until the given function is called, or the process ends.
 * @throws {Error} when another process, still alive, has it
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'process.lock');
  const owner = Number(read(file));
  if (owner > 0 && owner !== process.pid && alive(owner)) {
    const advice = `set AzureWebJobsStorage to share its storage, stop it, or delete ${file} if it is something else`;
    throw new Error(`${folder} is in use by process ${owner}: ${advice}`);
  }
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  return () => rmSync(file, { force: true });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
