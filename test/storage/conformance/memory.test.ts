import { memoryQueue } from '../../../local/memory/memory-queue.ts';
import { memoryTable } from '../../../local/memory/memory-table.ts';
import type { StorageTrouble } from '../../../local/memory/storage-trouble.ts';
import { troubledQueue } from '../../../local/memory/troubled-queue.ts';
import { troubledTable } from '../../../local/memory/troubled-table.ts';
import { queueSuite } from './queue-suite.ts';
import { tableSuite } from './table-suite.ts';
import { memoryTrouble } from './trouble.ts';

tableSuite(
  'memory',
  () => memoryTable(Date.now),
  async () => {
    const script: StorageTrouble[] = [];
    const direct = memoryTable(Date.now);
    return {
      troubled: troubledTable(direct, () => script.shift()),
      direct,
      next: (...troubles) => void script.push(...troubles.map(memoryTrouble)),
      shortPage: () => void script.push({ kind: 'short page' }),
      // Memory has no page without rows, so there is none to be skipped.
      emptyPage: () => {},
      settled: async () => {},
    };
  },
);

function openQueue() {
  let time = 1_000_000;
  const queue = memoryQueue(() => time);
  const pass = async (ms: number) => {
    time += ms;
  };
  return { queue, pass };
}

queueSuite('memory', openQueue, () => {
  const script: StorageTrouble[] = [];
  const { queue, pass } = openQueue();
  return {
    troubled: troubledQueue(queue, () => script.shift()),
    direct: queue,
    next: (...troubles) => void script.push(...troubles.map(memoryTrouble)),
    settled: async () => {},
    pass,
  };
});
