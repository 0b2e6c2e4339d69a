import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '100' }, seed: { type: 'string' } } });
const first = Number(values.seed ?? 1);
const count = values.seed !== undefined ? 1 : Number(values.seeds);
let recipients = 0,
  crashes = 0,
  uncertain = 0;
const began = performance.now();
for (let seed = first; seed < first + count; seed++) {
  const outcome = await simulate(seed);
  recipients += outcome.recipients;
  crashes += outcome.crashes;
  uncertain += outcome.uncertain;
  if (outcome.broken.length > 0 || values.seed !== undefined) {
    console.log(outcome.timeline.slice(-60).join('\n'));
    console.log(`seed ${seed}:`, outcome.broken.slice(0, 5).join('\n'));
    if (outcome.broken.length > 0) process.exitCode = 1;
    break;
  }
}
console.log({ recipients, crashes, uncertain, ms: Math.round(performance.now() - began) });
