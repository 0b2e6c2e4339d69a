import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

/** What each file imports of others, types too, by paths from the root. */
async function importsOfEach(): Promise<Map<string, readonly string[]>> {
  const imports = new Map<string, readonly string[]>();
  for await (const file of glob('{functions,shared,cli,local,bench}/**/*.ts', { cwd: root })) {
    const text = await readFile(join(root, file), 'utf8');
    const named = [...text.matchAll(/\b(?:from |import\()'(\.[^']+)'/g)].map(([, path]) => path!);
    imports.set(
      file,
      named.map((path) => join(file, '..', path)),
    );
  }
  return imports;
}

test('no file of the product, of its tools or of its measurements imports itself, by whatever detour', async () => {
  const imports = await importsOfEach();
  assert.ok(imports.size > 500 && [...imports.values()].flat().length > 2_000);
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const from = way.indexOf(file);
    assert.equal(from, -1, [...way.slice(from), file].join(' -> '));
    if (done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
});
