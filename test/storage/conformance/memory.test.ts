import { memoryQueue } from '../../../local/memory/memory-queue.ts';
import { memoryTable } from '../../../local/memory/memory-table.ts';
import { queueSuite } from './queue-suite.ts';
import { tableSuite } from './table-suite.ts';

tableSuite('memory', () => memoryTable(Date.now));

queueSuite('memory', () => {
  let time = 1_000_000;
  return {
    queue: memoryQueue(() => time),
    pass: async (ms) => {
      time += ms;
    },
  };
});
