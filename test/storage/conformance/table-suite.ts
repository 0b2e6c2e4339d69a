/** What every adapter of the table port does: run on memory and on Azurite. */
import { randomUUID } from 'node:crypto';
import { describe } from 'node:test';
import type { Table } from '../../../shared/storage/table.ts';
import { limitTests } from './table-limits.ts';
import { rangeTests } from './table-ranges.ts';
import { rowTests } from './table-rows.ts';
import { transactionTests } from './table-transactions.ts';
import { type TroubledTable, tableTroubleTests } from './table-troubles.ts';

/**
 * @param open an empty table, asked for once
 * @param openTroubled the same, reached over a line on which things go wrong; asked for by each test
 */
export function tableSuite(
  name: string,
  open: () => Promise<Table> | Table,
  openTroubled: () => Promise<TroubledTable>,
): void {
  describe(`The table port: ${name}`, { concurrency: 6 }, () => {
    const opened = Promise.resolve().then(open);
    const fresh = async () => ({ table: await opened, partition: randomUUID() });
    rowTests(fresh);
    transactionTests(fresh);
    rangeTests(fresh);
    limitTests(fresh);
    tableTroubleTests(openTroubled);
  });
}
