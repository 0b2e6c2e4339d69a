import { Columns } from '../storage/columns.ts';
import type { Row } from '../storage/table.ts';

export const shardRow = (key: string) => `s${key}`;
export const recipientsRow = (key: string) => `r${key}`;
/** All shards of a broadcast, in order: a range of row keys. */
export const allShards = { from: 's', before: 't' } as const;

/** The columns of a row of a broadcast. */
export const columnsOf = (row: Row, broadcast: string) =>
  new Columns({ table: 'Deliveries', partition: broadcast, row: row.key }, row.values);
