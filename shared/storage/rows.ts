import { type Patience, rangePatiently } from './patience.ts';
import type { Range, Row, Table } from './table.ts';

/**
 * The rows of a range in order, however many: page by page, each read when the rows before it are taken.
 * @param range `limit` is that of a page
 * @throws {StorageUnavailable} when patience ends first
 */
export async function* rowsPatiently(
  patience: Patience,
  table: Table,
  partition: string,
  range: Range,
): AsyncGenerator<Row, void, void> {
  for (let { after } = range; ; ) {
    const page = await rangePatiently(patience, table, partition, { ...range, ...(after !== undefined && { after }) });
    yield* page.rows;
    after = page.rows.at(-1)?.key;
    if (!page.more || after === undefined) return;
  }
}
