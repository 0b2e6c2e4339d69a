import type { Patience } from '../storage/patience.ts';
import { readPatiently } from '../storage/patience.ts';
import type { Row, Table, Values, WriteAnswer } from '../storage/table.ts';
import { StorageUnavailable } from '../storage/table.ts';

/** Each lost try means that another writer was first, so more are only lost where very many write one row at once. */
const TRIES = 12;
/** After a write without an answer, ms; doubled each time. */
const PAUSE_MS = 25;

/**
 * Reads a row, and writes it anew (or begins it) under its ETag if there is news. A write that was refused or not
 * answered is settled by reading again: a row that has it all needs no write. So one read, and at most one write where
 * nobody interferes. Columns that `news` does not name stay, for they may be of a newer version of this program.
 * @param news the columns to write, undefined when there is nothing to write; it must come to an end: what it asked for
 *   is no news when read again
 * @throws {StorageUnavailable} when it could not be written; doing it again is safe
 */
export async function rewriteRow(
  patience: Patience,
  table: Table,
  partition: string,
  key: string,
  news: (row: Row | undefined) => Values | undefined,
): Promise<void> {
  let outcome: WriteAnswer['outcome'] | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    if (outcome === 'unanswered') await patience.clock.sleep(PAUSE_MS * 2 ** tries, patience.signal);
    const row = await readPatiently(patience, table, partition, key);
    const columns = news(row);
    if (!columns) return;
    const values = { ...row?.values, ...columns };
    ({ outcome } = await table.write(partition, [
      row ? { do: 'replace', key, values, etag: row.etag } : { do: 'insert', key, values },
    ]));
    if (outcome === 'applied') return;
  }
  throw new StorageUnavailable(`A row of the table Conversations could not be written (${outcome}).`);
}
