import type { Benchmark } from '../benchmark.ts';
import { median } from '../median.ts';
import { textTable } from '../text-table.ts';
import { measureLoading } from './load-time.ts';

export const loading: Benchmark = {
  name: 'loading',
  title: 'Loading the sender',

  async run({ processes }, say) {
    const { runs, loadedKilobytes, packages } = await measureLoading(processes, say);
    if (packages.includes('@azure/identity')) throw new Error('The sender loads @azure/identity.');
    const steps = {
      'all functions registered': runs.map(({ main }) => main),
      'the job’s code, and storage opened': runs.map(({ handler }) => handler),
      'the Connector’s client': runs.map(({ connector }) => connector),
      'together: the figure': runs.map(({ main, handler, connector }) => main + handler + connector),
      'before it: Node’s own network modules': runs.map(({ node }) => node),
    };
    const ms = (value: number) => value.toFixed(0);
    say(
      textTable(
        ['step', 'ms, median', 'least', 'most'],
        Object.entries(steps).map(([step, times]) => [
          step,
          ...[median(times), Math.min(...times), Math.max(...times)].map(ms),
        ]),
      ),
    );
    say(`${loadedKilobytes} KB of the bundle are loaded, of ${packages.length} packages; @azure/identity is not.`);
    return { senderLoadMs: median(steps['together: the figure']) };
  },
};
