import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { changed } from '../../local/mutants/apply-mutant.ts';
import { hunt } from '../../local/mutants/hunt.ts';
import { mutants } from '../../local/mutants/mutants.ts';

const root = new URL('../../', import.meta.url);

test('every mutant still changes something of the product', async () => {
  for (const { name, changes } of mutants) {
    for (const change of changes) {
      const source = await readFile(new URL(change.file, root), 'utf8');
      assert.notEqual(changed(source, change), source, name);
    }
  }
});

/** Noticed within a few schedules; `npm run mutants` hunts all of them, for minutes. */
const quick = [
  'a refused write is taken for mine without a look at its id',
  'a dead wave goes back to pending under hold',
];

for (const name of quick) {
  test(`the simulation notices when ${name}`, async () => {
    const mutant = mutants.find((one) => one.name === name);
    assert.ok(mutant);
    const { caught, by } = await hunt(mutant, 1_000);
    assert.ok(caught, by);
  });
}
