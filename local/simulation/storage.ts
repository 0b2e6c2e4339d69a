import type { Context } from '../../shared/context.ts';
import type { Table } from '../../shared/storage/table.ts';
import { type MemoryQueue, memoryQueue } from '../memory/memory-queue.ts';
import { memoryTable } from '../memory/memory-table.ts';
import { type OnWrite, watchedTable } from './reach/watched-table.ts';

/** Storage itself: it never fails, only the way there does. */
export interface Storage {
  readonly tables: Readonly<Record<keyof Context['tables'], Table>>;
  readonly audit: Table;
  readonly queues: Readonly<Record<keyof Context['queues'], MemoryQueue>>;
  readonly poison: Readonly<Record<keyof Context['poison'], MemoryQueue>>;
}

/** Empty storage, whose writes of broadcasts and deliveries are watched. */
export function openStorage(
  now: () => number,
  watch: { readonly broadcasts: OnWrite; readonly deliveries: OnWrite; readonly audit: OnWrite },
): Storage {
  const queue = () => memoryQueue(now);
  return {
    tables: {
      conversations: memoryTable(now),
      broadcasts: watchedTable(memoryTable(now), watch.broadcasts),
      deliveries: watchedTable(memoryTable(now), watch.deliveries),
      gates: memoryTable(now),
    },
    audit: watchedTable(memoryTable(now), watch.audit),
    queues: { deliver: queue(), urgent: queue(), plan: queue(), broadcasts: queue() },
    poison: { deliver: queue(), urgent: queue(), plan: queue(), broadcasts: queue() },
  };
}
