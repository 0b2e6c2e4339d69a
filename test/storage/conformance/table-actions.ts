/** What the tests of the table port do again and again. */
import assert from 'node:assert/strict';
import type { Change, Row, Table, Values } from '../../../shared/storage/table.ts';
import { StorageRefused } from '../../../shared/storage/table.ts';

export type Some = [Change, ...Change[]];

/** The table under test, and a partition nobody else uses. */
export type Fresh = () => Promise<{ table: Table; partition: string }>;

/** Writes what has to be applied. Returns the ETags. */
export async function applied(table: Table, partition: string, ...changes: Some): Promise<readonly string[]> {
  const answer = await table.write(partition, changes);
  assert.equal(answer.outcome, 'applied');
  return answer.outcome === 'applied' ? answer.etags : [];
}

/** Writes what has to be refused. */
export async function refused(table: Table, partition: string, ...changes: Some): Promise<void> {
  assert.deepEqual(await table.write(partition, changes), { outcome: 'refused' });
}

export const insert = (key: string, values: Values = {}) => ({ do: 'insert', key, values }) as const;

export async function valuesAt(table: Table, partition: string, key: string): Promise<Row['values'] | undefined> {
  return (await table.read(partition, key))?.values;
}

/** All keys of a partition, page by page. */
export async function allKeys(table: Table, partition: string, limit = 1_000): Promise<string[]> {
  const keys: string[] = [];
  for (let more = true; more; ) {
    const after = keys.at(-1);
    const page = await table.range(partition, { limit, ...(after === undefined ? {} : { after }) });
    keys.push(...page.rows.map((row) => row.key));
    ({ more } = page);
    assert.ok(!more || page.rows.length > 0, 'a page that is not the last has rows to go on from');
  }
  return keys;
}

/** For assert.rejects: a limit was broken, and the message says which. */
export function isRefused(code: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof StorageRefused && code.test(error.message);
}
