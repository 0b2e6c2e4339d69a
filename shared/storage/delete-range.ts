import { MAX_CHANGES } from './limits.ts';
import { type Patience, rangePatiently, Unanswered, untilAnswered } from './patience.ts';
import type { Change, Range, Table } from './table.ts';

/**
 * Deletes all rows of a range, a hundred a request. Cut short, and done again, it goes on; others may be at the same rows.
 * @param range `limit` and `columns` are ours
 * @param isOver asked between two requests: whether to leave the rest for another time
 * @returns whether nothing is left
 * @throws {StorageUnavailable} when patience ends first
 */
export async function deleteRange(
  patience: Patience,
  table: Table,
  partition: string,
  range: Range,
  isOver: () => boolean,
): Promise<boolean> {
  for (;;) {
    if (isOver()) return false;
    const { rows, more } = await rangePatiently(patience, table, partition, { ...range, columns: ['v'] });
    let refused = false;
    for (let i = 0; i < rows.length && !refused; i += MAX_CHANGES) {
      if (isOver()) return false;
      const changes = rows.slice(i, i + MAX_CHANGES).map(({ key }): Change => ({ do: 'delete', key }));
      // A row that is gone refuses the others with it: another was here, or an answer was lost. What is left is read anew.
      refused = !(await deleted(patience, table, partition, changes as [Change, ...Change[]]));
    }
    if (!refused && !more) return true;
  }
}

async function deleted(
  patience: Patience,
  table: Table,
  partition: string,
  changes: readonly [Change, ...Change[]],
): Promise<boolean> {
  const { outcome } = await untilAnswered(patience, async () => {
    const answer = await table.write(partition, changes);
    return answer.outcome === 'unanswered' ? new Unanswered(answer.cause) : answer;
  });
  return outcome === 'applied';
}
