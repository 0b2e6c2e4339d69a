/**
 * `npm run bench`: measures what docs/performance.md tells.
 *
 *   --only <name>        one benchmark: storage, throughput, planning, export, stragglers, limited, loading, pace, lanes,
 *                        install-storm, reach
 *                        or idle
 *   --quick              small sizes: whether everything runs, in about a minute
 *   --recipients <list>  other sizes of the broadcasts whose storage operations are counted, e.g. 1000,40000
 *   --users <number>     another number of users that are planned
 *   --json               the last line is one JSON object with the figures
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { exporting } from './export/benchmark.ts';
import { type Figures, figureNames, judge, meanings } from './figures.ts';
import { idle } from './idle/benchmark.ts';
import { installStorm } from './install-storm/benchmark.ts';
import { lanes } from './lanes/benchmark.ts';
import { limited } from './limited/benchmark.ts';
import { loading } from './loading/benchmark.ts';
import { pace } from './pace/benchmark.ts';
import { planning } from './planning/benchmark.ts';
import { reach } from './reach/benchmark.ts';
import { full, quick, type Sizes } from './sizes.ts';
import { storage } from './storage/benchmark.ts';
import { stragglers } from './stragglers/benchmark.ts';
import { textTable } from './text-table.ts';
import { throughput } from './throughput/benchmark.ts';

/** In the order of how much they suffer from what ran before: nothing heats the machine for the short ones. */
const benchmarks: readonly Benchmark[] = [
  loading,
  throughput,
  planning,
  exporting,
  stragglers,
  storage,
  limited,
  pace,
  lanes,
  reach,
  installStorm,
  idle,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    recipients: { type: 'string' },
    users: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const chosen = benchmarks.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) fail(`--only takes ${benchmarks.map(({ name }) => name).join(', ')}, not "${values.only}".`);
const sizes = sizesOf(values);

const say = (text: string) => console.log(text.replace(/^/gm, '  '));
const processor = cpus();
say(`Node ${process.versions.node}, ${processor.length} cores, ${Math.round(totalmem() / 2 ** 30)} GB of memory`);

let figures: Partial<Figures> = {};
for (const { name, title, run } of chosen) {
  console.log(`\n${title} (${name})`);
  figures = { ...figures, ...(await run(sizes, say)) };
}

console.log('\nFigures');
const found = meanings.flatMap((meaning) => {
  const value = figures[meaning.figure];
  if (value === undefined) return [];
  const goal = meaning.goal && ('atMost' in meaning.goal ? `≤ ${meaning.goal.atMost}` : `≥ ${meaning.goal.atLeast}`);
  return [[meaning.means, value.toFixed(meaning.digits), goal ?? '', values.quick ? '' : judge(meaning, value)]];
});
say(textTable(['figure', 'value', 'goal', ''], found));
if (values.quick) say('These are of a quick run: they say that everything runs, and nothing else.');
if (values.json) console.log(JSON.stringify({ ...rounded(figures), ...(values.quick && { quick: true, sizes }) }));
process.exit();

interface Asked {
  readonly quick: boolean;
  readonly recipients?: string | undefined;
  readonly users?: string | undefined;
}

function sizesOf({ quick: small, recipients, users }: Asked): Sizes {
  const planned = users === undefined ? {} : { users: Number(users) };
  if (planned.users !== undefined && !(Number.isInteger(planned.users) && planned.users > 0)) {
    fail(`--users takes a number, not "${users}".`);
  }
  const usual = { ...(small ? quick : full), ...planned };
  if (recipients === undefined) return usual;
  const broadcasts = recipients.split(',').map(Number);
  if (!broadcasts.every((size) => Number.isInteger(size) && size > 1)) {
    fail(`--recipients takes numbers from 2 on, separated by commas, not "${recipients}".`);
  }
  return { ...usual, broadcasts };
}

/** Three digits that mean something. */
function rounded(of: Partial<Figures>): Partial<Record<keyof Figures, number>> {
  return Object.fromEntries(
    figureNames.flatMap((name) => (of[name] === undefined ? [] : [[name, Number(of[name].toPrecision(4))]])),
  );
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
