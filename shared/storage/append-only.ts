import { type Patience, rangePatiently, Unanswered, untilAnswered } from './patience.ts';
import type { Page, Range, Table, Values } from './table.ts';

/** A table of which nothing can be rewritten: rows are added, and read. */
export interface AppendOnlyTable {
  /**
   * Adds a row.
   * @param key of no other row, whatever happens: that it is there already means that an earlier try was applied
   * @throws {StorageUnavailable} when patience ends first: it may be there, or not
   */
  add(patience: Patience, partition: string, key: string, values: Values): Promise<void>;
  /** @throws {StorageUnavailable} */
  range(patience: Patience, partition: string, range: Range): Promise<Page>;
}

export function appendOnly(table: Table): AppendOnlyTable {
  return {
    async add(patience, partition, key, values) {
      await untilAnswered(patience, async () => {
        const answer = await table.write(partition, [{ do: 'insert', key, values }]);
        return answer.outcome === 'unanswered' ? new Unanswered(answer.cause) : answer;
      });
    },
    range: (patience, partition, range) => rangePatiently(patience, table, partition, range),
  };
}
