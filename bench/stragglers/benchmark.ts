import type { Benchmark } from '../benchmark.ts';
import { rateOf } from '../storage/rate.ts';
import { textTable } from '../text-table.ts';
import { type Run, runBroadcast } from './broadcast-run.ts';

/** Requests a second: the default of CARILLON_RATE. */
const RATE = 45;
/** Shares of posts that nobody answers. The figure is that of one in two hundred. */
const HANGING = [0, 0.001, 0.005, 0.01, 0.02];
const FIGURE = 0.005;
/** Chance decides where the hanging ones are: the figures are means. */
const SEEDS = [1, 2, 3];

export const stragglers: Benchmark = {
  name: 'stragglers',
  title: 'How much of the rate is used while some posts are never answered (virtual time)',

  async run({ hanging: recipients }, say) {
    const rows: string[][] = [];
    let figure = 0;
    for (const hanging of HANGING) {
      const runs: Run[] = [];
      for (const seed of SEEDS) runs.push(await runBroadcast(recipients, RATE, hanging, seed));
      const mean = (of: (run: Run) => number) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
      const share = mean(({ postedAt }) => rateOf(postedAt) / RATE);
      if (hanging === FIGURE) figure = share;
      rows.push([
        `${hanging * 100} %`,
        share.toFixed(3),
        mean(({ operations }) => operations / recipients).toFixed(4),
        mean(({ took }) => took / 1000).toFixed(0),
        mean(({ counts }) => counts.uncertain).toFixed(0),
      ]);
    }
    say(textTable(['hanging', 'share of the rate', 'operations each', 'seconds', 'uncertain'], rows));
    return { rateShareHanging: figure };
  },
};
