import type { Benchmark } from '../benchmark.ts';
import { textTable } from '../text-table.ts';
import { measurePlanning } from './plan-memory.ts';

const MB = 1024 * 1024;

export const planning: Benchmark = {
  name: 'planning',
  title: 'Memory while planning',

  async run({ users }, say) {
    const result = await measurePlanning(users, say);
    const mb = (bytes: number) => (bytes / MB).toFixed(0);
    say(
      textTable(
        ['users', 'shards', 'pages', 'seconds', 'MB at most', 'MB before', 'heap MB at most', 'CPU ms a page'],
        [
          [
            String(users),
            String(result.shards),
            String(result.pages),
            result.seconds.toFixed(1),
            mb(result.peakRss),
            mb(result.rssAtStart),
            mb(result.peakHeap),
            (result.cpuMicros / 1_000 / result.pages).toFixed(0),
          ],
        ],
      ),
    );
    return { planPeakMemoryMB200000: result.peakRss / MB };
  },
};
