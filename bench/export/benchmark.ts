import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import { instance } from '../instance.ts';
import { readyLine, startChild } from '../processes/child.ts';
import { textTable } from '../text-table.ts';
import type { ExportResult } from './export-process.ts';

const MB = 1024 * 1024;

/** Local mode, with a storage nothing is asked of: tables are the benchmark's own. */
const env = { AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: 'UseDevelopmentStorage=true' };

/** The memory that an export takes, however many rows it has. */
export const exporting: Benchmark = {
  name: 'export',
  title: 'Exporting deliveries over HTTP',

  async run({ exported }, say) {
    const results: ExportResult[] = [];
    const script = join(import.meta.dirname, 'export-process.ts');
    for (const recipients of exported) {
      for (const format of ['csv', 'ndjson']) {
        const args = [String(recipients), format];
        const ready = (line: string) => readyLine<ExportResult>(line);
        const child = await startChild({ script, args, env, node: instance, preload: false, ready });
        results.push(child.ready);
      }
    }
    const table = results.map(({ rows, bytes, seconds, storageOps, peakHeap, peakRss }, i) => [
      i % 2 === 0 ? 'csv' : 'ndjson',
      String(rows),
      (bytes / MB).toFixed(0),
      seconds.toFixed(1),
      String(storageOps),
      (peakHeap / MB).toFixed(0),
      (peakRss / MB).toFixed(0),
    ]);
    say(textTable(['form', 'rows', 'MB', 'seconds', 'storage requests', 'heap MB at most', 'MB at most'], table));
    return { exportPeakHeapMB: Math.max(...results.map(({ peakHeap }) => peakHeap)) / MB };
  },
};
