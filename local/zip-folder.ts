import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { zip } from './zip.ts';

/**
 * All files of a folder as one archive, with their paths relative to it ({@link zip} says what its bytes depend on).
 * @throws when the folder is not there
 */
export async function zipFolder(folder: string): Promise<Buffer> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => ({
    name: relative(folder, path).replaceAll(sep, '/'),
    data: await readFile(path),
  }));
  return zip(await Promise.all(files));
}
