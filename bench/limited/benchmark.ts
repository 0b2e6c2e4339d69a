import type { Benchmark } from '../benchmark.ts';
import { runBroadcast } from '../storage/broadcast-run.ts';
import { rateOf, slowestStretch } from '../storage/rate.ts';
import { textTable } from '../text-table.ts';

/** Requests a second: the default of CARILLON_RATE, … */
const CONFIGURED = 45;
/** … and what Teams takes in any second. Nobody tells Carillon. */
const LIMIT = 20;

export const limited: Benchmark = {
  name: 'limited',
  title: 'Holding a limit nobody was told of, with real processes in real time',

  async run({ limited: recipients }, say) {
    say(
      `a broadcast to ${recipients} where Teams takes ${LIMIT} in any second: about ${Math.ceil(recipients / LIMIT)} s`,
    );
    const run = await runBroadcast(recipients, { CARILLON_RATE: String(CONFIGURED) }, say, ['--rate', String(LIMIT)]);
    if (run.counts.delivered !== recipients) throw new Error(`Not everybody got it: ${JSON.stringify(run.counts)}`);
    const share = rateOf(run.acceptedAt) / LIMIT;
    const row = [
      String(recipients),
      rateOf(run.acceptedAt).toFixed(2),
      `${(100 * share).toFixed(1)} %`,
      slowestStretch(run.acceptedAt).toFixed(1),
      `${run.throttled} (${((100 * run.throttled) / (recipients + run.throttled)).toFixed(2)} %)`,
      (run.operations.length / recipients).toFixed(4),
    ];
    say(textTable(['recipients', 'deliveries/s', 'held', 'slowest 10 s', '429s', 'operations each'], [row]));
    return { rateShareLimited: share };
  },
};
