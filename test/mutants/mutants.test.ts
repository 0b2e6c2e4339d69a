import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { changed } from '../../local/mutants/apply-mutant.ts';
import { hunt } from '../../local/mutants/hunt.ts';
import { mutants } from '../../local/mutants/mutants.ts';

/** Schedules each may take here; `npm run mutants` gives those that show rarely more. */
const SEEDS = 400;

const root = new URL('../../', import.meta.url);

test('what each mutant changes is there, once', async () => {
  for (const { name, changes } of mutants) {
    const sources = new Map<string, string>();
    for (const change of changes) {
      const source = sources.get(change.file) ?? (await readFile(new URL(change.file, root), 'utf8'));
      const mutated = changed(source, change);
      assert.notEqual(mutated, source, name);
      sources.set(change.file, mutated);
    }
  }
});

test('no two mutants have one name', () => {
  assert.equal(new Set(mutants.map(({ name }) => name)).size, mutants.length);
});

for (const mutant of mutants) {
  if (mutant.rare || 'test' in mutant.caughtBy) continue;
  test(`it is noticed when ${mutant.name}`, async (t) => {
    const { caught, by, after } = await hunt(mutant, SEEDS);
    t.diagnostic(`${by} (${after})`);
    assert.ok(caught, `${by} (${after})`);
  });
}
