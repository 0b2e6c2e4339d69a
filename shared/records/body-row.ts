import { deflateRawSync } from 'node:zlib';
import { Columns } from '../storage/columns.ts';
import type { Change, Row } from '../storage/table.ts';

/** A binary column holds this much; a longer body goes on in the next column. */
const CHUNK = 60 * 1024;

/** A large immutable body (message, audience) as one row of deflated columns `p0`, `p1`, … */
export function bodyRow(key: string, body: unknown): Change {
  const packed = deflateRawSync(JSON.stringify(body));
  const values: Record<string, Uint8Array | number> = { v: 1 };
  for (let i = 0; i * CHUNK < packed.length; i++) values[`p${i}`] = packed.subarray(i * CHUNK, (i + 1) * CHUNK);
  return { do: 'insert', key, values };
}

/**
 * Reads what {@link bodyRow} made.
 * @param partition where in the table of broadcasts it is
 * @param read the typed body, or nothing when it is none
 * @throws {DamagedRow}
 */
export function decodeBody<T>(row: Row, partition: string, read: (value: unknown) => T | undefined): T {
  const c = new Columns({ table: 'Broadcasts', partition, row: row.key }, row.values);
  const chunks = ['p0'];
  while (c.has(`p${chunks.length}`)) chunks.push(`p${chunks.length}`);
  return c.packed(chunks, read);
}
