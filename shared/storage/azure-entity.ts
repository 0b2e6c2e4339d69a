/** Rows to entities of @azure/data-tables and back, type by type. */
import type { TableEntity, TableEntityResult } from '@azure/data-tables';
import { escapeKey, unescapeKey } from './key-escape.ts';
import type { Row, Value, Values } from './table.ts';

/** An entity as the SDK returns it: our columns, and what the service adds. */
export type Entity = TableEntityResult<Record<string, unknown>>;

/** The columns every read asks for, whatever else. The ETag comes without asking. */
const always = ['RowKey', 'Timestamp'];

/** The `$select` for some columns; all when none are named. */
export function selectOf(columns: readonly string[] | undefined): { select?: string[] } {
  return columns ? { select: [...always, ...columns] } : {};
}

/** The entity to write. Columns that are `undefined` are left out. */
export function toEntity(partition: string, key: string, values: Values): TableEntity {
  const entity: TableEntity = { partitionKey: escapeKey(partition), rowKey: escapeKey(key) };
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) entity[name] = toProperty(value);
  }
  return entity;
}

/**
 * Types are always named. The SDK would make Int32 of some numbers, which the service refuses above 2³¹; and of a view
 * on a larger buffer it would store the whole buffer.
 */
function toProperty(value: Value): unknown {
  if (typeof value === 'number') return { type: 'Double', value };
  if (value instanceof Uint8Array) {
    return { type: 'Binary', value: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  return value;
}

/** The row that was read. Columns of types we never write are left out, and so is null (Azure's for "no such column"). */
export function toRow(entity: Entity): Row {
  const values: Record<string, Value> = {};
  for (const [name, property] of Object.entries(entity)) {
    if (isOurs(name)) {
      const value = fromProperty(property);
      if (value !== undefined) values[name] = value;
    }
  }
  const timestamp = timestampOf(entity);
  return {
    key: unescapeKey(entity.rowKey ?? ''),
    etag: entity.etag || etagOf(timestamp),
    writtenAt: Date.parse(timestamp),
    values,
  };
}

function isOurs(name: string): boolean {
  return !['partitionKey', 'rowKey', 'timestamp', 'etag'].includes(name) && !name.startsWith('odata.');
}

function fromProperty(property: unknown): Value | undefined {
  if (typeof property === 'string' || typeof property === 'number' || typeof property === 'boolean') return property;
  if (typeof property === 'bigint') return Number(property);
  if (property instanceof Uint8Array) return new Uint8Array(property.buffer, property.byteOffset, property.byteLength);
  return undefined;
}

/** A string, or a Date where the service names the type. */
function timestampOf(entity: Entity): string {
  const timestamp: unknown = entity.timestamp;
  if (timestamp instanceof Date) return timestamp.toISOString();
  return typeof timestamp === 'string' ? timestamp : '';
}

/** Table Storage's ETags are its Timestamps, so one can be made of the other should an answer lack it. */
function etagOf(timestamp: string): string {
  return `W/"datetime'${encodeURIComponent(timestamp)}'"`;
}
