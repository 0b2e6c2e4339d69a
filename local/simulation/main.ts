/**
 * `npm run simulate`: random schedules of a broadcast on memory ports under virtual time.
 *
 *   --seeds <n>    how many schedules (default 500)
 *   --seed <n>     the first; alone: only this one, with its timeline
 */
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string' }, seed: { type: 'string' } } });
const first = Number(values.seed ?? 1);
const count = Number(values.seeds ?? (values.seed === undefined ? 500 : 1));
const began = performance.now();
const sum = { recipients: 0, crashes: 0, uncertain: 0 };

for (let seed = first; seed < first + count; seed++) {
  const outcome = await simulate(seed);
  sum.recipients += outcome.recipients;
  sum.crashes += outcome.crashes;
  sum.uncertain += outcome.uncertain;
  if (outcome.broken.length > 0 || count === 1) console.log(outcome.timeline.join('\n'));
  if (outcome.broken.length > 0) {
    console.log(`\nseed ${seed} breaks a promise:\n${outcome.broken.join('\n')}`);
    process.exitCode = 1;
    break;
  }
  progress(seed - first + 1);
}

function progress(done: number): void {
  const seconds = (performance.now() - began) / 1000;
  const line = `${done} of ${count} schedules, ${sum.recipients} recipients, ${sum.crashes} crashes, ${seconds.toFixed(0)} s`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}${done === count ? '\n' : ''}`);
  else if (done === count) console.log(line);
}
