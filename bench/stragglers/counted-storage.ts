import { memoryQueue } from '../../local/memory/memory-queue.ts';
import { memoryTable } from '../../local/memory/memory-table.ts';
import type { Machine } from '../../local/simulation/machine.ts';
import type { Context } from '../../shared/context.ts';
import type { Queue } from '../../shared/storage/queue.ts';
import type { Table } from '../../shared/storage/table.ts';

/** What storage takes to answer, ms. */
const [QUICK, SLOW] = [2, 12];

/** Storage in memory at a distance, and how many requests it was asked. A transaction is one. */
export interface CountedStorage {
  readonly tables: Context['tables'];
  readonly queues: Context['queues'];
  readonly poison: Context['poison'];
  readonly operations: number;
  /** Messages put on the queue `deliver`. */
  readonly jobs: number;
}

export function countedStorage(machine: Machine): CountedStorage {
  const now = () => machine.time.now;
  let operations = 0;
  let jobs = 0;
  const asked = async <T>(request: () => Promise<T>): Promise<T> => {
    operations++;
    const answer = await request();
    await new Promise<void>((resolve) => machine.hear(machine.travel(QUICK, SLOW), resolve));
    return answer;
  };
  const table = (): Table => {
    const inner = memoryTable(now);
    return {
      read: (partition, key, columns) => asked(() => inner.read(partition, key, columns)),
      range: (partition, range) => asked(() => inner.range(partition, range)),
      write: (partition, changes) => asked(() => inner.write(partition, changes)),
    };
  };
  const queue = (): Queue => {
    const inner = memoryQueue(now);
    return {
      put: (text, delayMs) => asked(() => inner.put(text, delayMs)),
      take: (max, hideMs) => asked(() => inner.take(max, hideMs)),
      oldest: () => asked(() => inner.oldest()),
      remove: (taken) => asked(() => inner.remove(taken)),
    };
  };
  const deliver = queue();
  const put: Queue['put'] = (text, delayMs) => {
    jobs++;
    return deliver.put(text, delayMs);
  };
  return {
    tables: { conversations: table(), broadcasts: table(), deliveries: table(), gates: table() },
    queues: {
      deliver: { ...deliver, put },
      urgent: queue(),
      plan: queue(),
      broadcasts: queue(),
    },
    poison: { deliver: queue(), urgent: queue(), plan: queue(), broadcasts: queue() },
    get operations() {
      return operations;
    },
    get jobs() {
      return jobs;
    },
  };
}
