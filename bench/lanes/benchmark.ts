import type { Benchmark } from '../benchmark.ts';
import { textTable } from '../text-table.ts';
import { measuresOf } from './measures.ts';
import { type LanesCase, runLanes } from './run.ts';

const two = { processes: 2, rate: 45, seed: 1 } as const;

const cases: Readonly<Record<string, LanesCase>> = {
  'urgent, beside one to 100,000': { ...two, bulk: 1, people: 100_000, coming: { to: 2_000, priority: 'urgent' } },
  'urgent, beside twelve': { ...two, bulk: 12, people: 8_400, coming: { to: 2_000, priority: 'urgent' } },
  '10 a second, beside one': { ...two, bulk: 1, people: 20_000, coming: { to: 600, maxRate: 10 } },
  '1 a second, beside one': { ...two, bulk: 1, people: 20_000, coming: { to: 120, maxRate: 1 } },
  'neither, beside one': { ...two, bulk: 1, people: 20_000, coming: { to: 600 } },
};

export const lanes: Benchmark = {
  name: 'lanes',
  title: 'What a broadcast gets of 45 a second while bulk is under way, in virtual time',

  async run(_sizes, say) {
    const rows: string[][] = [];
    for (const [what, of] of Object.entries(cases)) {
      const { first, rate, share, most, back, bulkAfter } = measuresOf(await runLanes(of));
      rows.push([
        what,
        `${(first / 1_000).toFixed(1)} s`,
        rate.toFixed(1),
        `${(100 * share).toFixed(0)} %`,
        String(most),
        `${(back / 1_000).toFixed(1)} s`,
        bulkAfter.toFixed(1),
      ]);
    }
    say(textTable(['what comes', 'first after', 'a second', 'of all', 'most in 1 s', 'bulk again', 'at'], rows));
    return {};
  },
};
