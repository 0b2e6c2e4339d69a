import type { Change, Table } from '../../../shared/storage/table.ts';

/** Told of every write that was applied, in the order in which they were, with the ETags it made. */
export type OnWrite = (partition: string, changes: readonly Change[], etags: readonly string[]) => void;

/** A table with somebody who watches what is written to it. */
export function watchedTable(table: Table, onWrite: OnWrite): Table {
  return {
    read: table.read,
    range: table.range,
    write: async (partition, changes) => {
      const answer = await table.write(partition, changes);
      if (answer.outcome === 'applied') onWrite(partition, changes, answer.etags);
      return answer;
    },
  };
}
