import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { mutants } from '../../local/mutants/mutants.ts';
import { checks } from '../../local/simulation/checks/verdicts.ts';

const page = await readFile(new URL('../../docs/reliability.md', import.meta.url), 'utf8');

test('docs/reliability.md names every check of the simulation, and says what it means', () => {
  for (const [check, means] of Object.entries(checks)) assert.ok(page.includes(`| \`${check}\` | ${means} |`), check);
});

test('docs/reliability.md names every mutant, the rule it breaks, and by what it is noticed', () => {
  for (const { name, breaks, caughtBy } of mutants) {
    const row = page.split('\n').find((line) => line.startsWith(`| ${breaks} | ${name} | `));
    assert.ok(row, `no row for: ${name}`);
    const by = 'test' in caughtBy ? [caughtBy.test] : caughtBy;
    assert.ok(
      by.some((one) => row.includes(`\`${one}\``)),
      row,
    );
  }
});
