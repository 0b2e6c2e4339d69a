/**
 * `npm run mutants`: the product with one rule broken at a time. Each must be noticed.
 *
 *   --only <text>    those whose name contains it
 *   --seeds <n>      schedules each may take to be noticed (default 2000)
 *   --note           keep which schedule showed each: the next hunt, that of `npm test` too, looks there first
 *   --markdown       print the table as docs/reliability.md has it
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Hunted, hunt } from './hunt.ts';
import { mutants } from './mutants.ts';
import { noteShown } from './shown.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '2000' },
    note: { type: 'boolean' },
    markdown: { type: 'boolean' },
  },
});
const chosen = mutants.filter(({ name }) => name.includes(values.only));
const waiting = [...chosen.entries()];
const hunted: Hunted[] = [];

await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, mutant] = next;
      hunted[i] = await hunt(mutant, Number(values.seeds));
      if (!values.markdown) console.log(lineOf(hunted[i]));
    }
  }),
);
if (values.markdown) for (const one of hunted) console.log(rowOf(one));
if (values.note) {
  const shown = hunted.flatMap(({ mutant, caught, seed }) => (caught && seed ? [[mutant.name, seed] as const] : []));
  await noteShown(
    new Map(shown),
    mutants.map(({ name }) => name),
  );
}
const missed = hunted.filter(({ caught }) => !caught);
console.log(`${hunted.length - missed.length} of ${hunted.length} were noticed.`);
if (missed.length > 0) process.exitCode = 1;

function lineOf({ mutant, caught, by, after }: Hunted): string {
  return `${caught ? 'noticed' : 'MISSED '}  ${mutant.name}: ${by} (${after})`;
}

function rowOf({ mutant, by, after }: Hunted): string {
  return `| ${mutant.breaks} | ${mutant.name} | \`${by}\` | ${after} |`;
}
