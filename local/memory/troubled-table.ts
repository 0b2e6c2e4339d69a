import { checkChanges, checkKey, pageLimit } from '../../shared/storage/limits.ts';
import { StorageUnavailable, type Table } from '../../shared/storage/table.ts';
import type { Fate } from './storage-trouble.ts';

/**
 * A table over another that does not always answer: with the same outcomes that the real adapter has on a bad day.
 * What breaks a limit is refused before it is sent, so no fate is asked.
 */
export function troubledTable(table: Table, fate: Fate): Table {
  return {
    async read(partition, key, columns) {
      checkKey('partition', partition);
      checkKey('row', key);
      const trouble = fate();
      if (trouble?.kind === 'unanswered') throw new StorageUnavailable(trouble.cause);
      return await table.read(partition, key, columns);
    },

    async range(partition, range) {
      checkKey('partition', partition);
      pageLimit(range.limit);
      const trouble = fate();
      if (trouble?.kind === 'unanswered') throw new StorageUnavailable(trouble.cause);
      return await table.range(partition, trouble?.kind === 'short page' ? { ...range, limit: 1 } : range);
    },

    async write(partition, changes) {
      checkChanges(partition, changes);
      const trouble = fate();
      if (trouble?.kind !== 'unanswered') return await table.write(partition, changes);
      if (trouble.done) await table.write(partition, changes);
      return { outcome: 'unanswered', cause: trouble.cause };
    },
  };
}
