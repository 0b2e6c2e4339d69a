import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';

/**
 * Copies what a bundle is made of, the packages' own source maps, and every package.json that says how something is
 * found: a clone, as far as esbuild looks.
 */
export async function copySources({ inputs }: Metafile, root: string, clone: string): Promise<void> {
  const files = new Set(['host.json', 'package.json', 'tsconfig.json', ...Object.keys(inputs)]);
  const perhaps = new Set<string>();
  for (const input of Object.keys(inputs)) {
    perhaps.add(`${input}.map`);
    for (let folder = dirname(input); folder !== '.'; folder = dirname(folder)) {
      perhaps.add(join(folder, 'package.json'));
    }
  }
  for (const file of [...files, ...perhaps]) {
    await mkdir(dirname(join(clone, file)), { recursive: true });
    await cp(join(root, file), join(clone, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || files.has(file)) throw error;
    });
  }
}
