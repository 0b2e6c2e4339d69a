/**
 * `npm run simulate`: random schedules of broadcasts on memory ports under virtual time.
 *
 *   --seeds <n>        how many schedules (default 500)
 *   --seed <n>         the first; alone: only this one, with its timeline
 *   --kind <kind>      only schedules of this kind: foul, or one where one kind of thing goes wrong (scenario.ts)
 *   --threads <n>      how many at once (default: as many as there are processors)
 *   --installs <n>     instead: the app is installed for so many within an hour, in foul weather
 *   --recipients <n>   instead: one broadcast to so many, in fair weather, with its figures
 *
 * The exit code is 1 when a promise was broken; that schedule is replayed and shown.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { readCount, readKind } from './read-options.ts';
import { replay } from './replay.ts';
import { runMany } from './run-many.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    kind: { type: 'string' },
    threads: { type: 'string' },
    recipients: { type: 'string' },
    installs: { type: 'string' },
  },
});
const first = readCount('seed', values.seed) ?? 1;
const seeds = readCount('seeds', values.seeds) ?? (values.seed === undefined ? 500 : 1);
const threads = readCount('threads', values.threads) ?? availableParallelism();
const kind = readKind(values.kind);
const recipients = readCount('recipients', values.recipients);
const installs = readCount('installs', values.installs);

if (recipients !== undefined) {
  const { runLarge } = await import('./run-large.ts');
  process.exitCode = (await runLarge(recipients)) ? 0 : 1;
} else if (installs !== undefined) {
  const { runInstalls } = await import('./run-installs.ts');
  process.exitCode = (await runInstalls(installs, first)) ? 0 : 1;
} else if (seeds === 1) {
  process.exitCode = (await replay(first, kind)) ? 0 : 1;
} else {
  const broken = await runMany({ first, count: seeds, threads, ...(kind && { kind }) });
  if (broken !== undefined) {
    await replay(broken, kind);
    console.log(`\nReplay it with: npm run simulate -- --seed ${broken}${kind ? ` --kind ${kind}` : ''}`);
    process.exitCode = 1;
  }
}
