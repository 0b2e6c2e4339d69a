/** What every adapter of the table port does: run on memory and on Azurite. */
import { randomUUID } from 'node:crypto';
import { describe } from 'node:test';
import type { Table } from '../../../shared/storage/table.ts';
import { limitTests } from './table-limits.ts';
import { rangeTests } from './table-ranges.ts';
import { rowTests } from './table-rows.ts';
import { transactionTests } from './table-transactions.ts';

/** @param open an empty table, asked for once */
export function tableSuite(name: string, open: () => Promise<Table> | Table): void {
  describe(`The table port: ${name}`, () => {
    const opened = Promise.resolve().then(open);
    const fresh = async () => ({ table: await opened, partition: randomUUID() });
    rowTests(fresh);
    transactionTests(fresh);
    rangeTests(fresh);
    limitTests(fresh);
  });
}
