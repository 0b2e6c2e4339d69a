/**
 * The limits of Table Storage and Storage Queues, checked before anything is sent, so that every adapter refuses the
 * same. Numbers: learn.microsoft.com, "Understanding the Table service data model" and "Performing entity group
 * transactions"; where documents disagree the lower one.
 */
import { escapeKey } from './key-escape.ts';
import type { Change, Value, Values } from './table.ts';
import { StorageRefused } from './table.ts';

const KIB = 1024;
/** Characters of a key as it is stored (1 KiB of UTF-16). */
export const MAX_KEY_LENGTH = 512;
/** Bytes of one string (two a character) or binary column. */
const MAX_VALUE_BYTES = 64 * KIB;
/** Bytes of one row: keys, names and values. */
const MAX_ROW_BYTES = KIB * KIB;
/** Columns of one row, without keys and Timestamp. */
const MAX_COLUMNS = 252;
/** Rows of one answer. */
const MAX_PAGE = 1_000;
/** Changes of one transaction. */
export const MAX_CHANGES = 100;
/** Bytes of one transaction as it goes over the wire; {@link wireBytes} says how many a change takes. */
const MAX_TRANSACTION_BYTES = 4 * KIB * KIB;
/** Bytes of one queue message. */
export const MAX_MESSAGE_BYTES = 64 * KIB;
/** Messages taken at once. */
export const MAX_TAKEN = 32;
/** How long a queue message can be hidden: 7 days, in milliseconds. */
export const MAX_HIDE_MS = 7 * 24 * 3_600_000;

/** A letter, then letters, digits and underscores. */
const columnName = /^[A-Za-z][A-Za-z0-9_]{0,254}$/;
/** Names the service or its SDK keeps for itself. */
const reserved = new Set(['PartitionKey', 'RowKey', 'Timestamp', 'partitionKey', 'rowKey', 'timestamp', 'etag']);

/** HTTP and MIME headers around one change in a transaction, with room to spare. */
const WIRE_OVERHEAD = 640;

/**
 * At most how many bytes of a transaction's 4 MiB this change takes: binary travels as base64, and its row key twice.
 * Add them up to fill a transaction.
 */
export function wireBytes(partition: string, change: Change): number {
  let bytes = WIRE_OVERHEAD + 2 * (escapeKey(partition).length + escapeKey(change.key).length) * 3;
  if (change.do === 'delete') return bytes;
  for (const [name, value] of Object.entries(change.values)) {
    if (value !== undefined) bytes += 2 * name.length + 40 + wireBytesOf(value);
  }
  return bytes;
}

function wireBytesOf(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(JSON.stringify(value));
  if (value instanceof Uint8Array) return Math.ceil(value.byteLength / 3) * 4;
  return 24;
}

/**
 * Refuses what the service would refuse whatever is stored.
 * @throws {StorageRefused} naming the limit and the column, never a value
 */
export function checkChanges(partition: string, changes: readonly Change[]): void {
  checkKey('partition', partition);
  for (const change of changes) {
    checkKey('row', change.key);
    if (change.do !== 'delete') checkValues(partition, change.key, change.values);
  }
  if (changes.length > 1) checkTransaction(partition, changes);
}

/** @throws {StorageRefused} when the key is too long */
export function checkKey(which: 'partition' | 'row', key: string): void {
  const length = escapeKey(key).length;
  if (length > MAX_KEY_LENGTH) throw new StorageRefused(`KeyTooLong: a ${which} key of ${length} characters`);
}

/**
 * The rows to ask for, at most a page.
 * @throws {StorageRefused} when it is none, or no whole number
 */
export function pageLimit(limit = MAX_PAGE): number {
  if (!(Number.isInteger(limit) && limit >= 1)) throw new StorageRefused(`InvalidInput: a range of ${limit} rows`);
  return Math.min(limit, MAX_PAGE);
}

function checkTransaction(partition: string, changes: readonly Change[]): void {
  if (changes.length > MAX_CHANGES) throw new StorageRefused(`TooManyChanges: ${changes.length} in one transaction`);
  if (new Set(changes.map((change) => change.key)).size < changes.length) {
    throw new StorageRefused('InvalidDuplicateRow: two changes of one row in one transaction');
  }
  let bytes = 0;
  for (const change of changes) bytes += wireBytes(partition, change);
  if (bytes > MAX_TRANSACTION_BYTES)
    throw new StorageRefused(`ContentLengthExceeded: ${bytes} bytes in one transaction`);
}

function checkValues(partition: string, key: string, values: Values): void {
  let columns = 0;
  let bytes = 4 + 2 * (escapeKey(partition).length + escapeKey(key).length);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (!columnName.test(name) || reserved.has(name)) throw new StorageRefused(`PropertyNameInvalid: column ${name}`);
    columns += 1;
    bytes += 8 + 2 * name.length + storedBytes(name, value);
  }
  if (columns > MAX_COLUMNS) throw new StorageRefused(`TooManyProperties: ${columns} columns`);
  if (bytes > MAX_ROW_BYTES) throw new StorageRefused(`EntityTooLarge: a row of ${bytes} bytes`);
}

function storedBytes(column: string, value: Value): number {
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new StorageRefused(`InvalidInput: column ${column} is no finite number`);
    return 8;
  }
  const bytes = typeof value === 'string' ? 2 * value.length : value.byteLength;
  if (bytes > MAX_VALUE_BYTES) throw new StorageRefused(`PropertyValueTooLarge: column ${column} has ${bytes} bytes`);
  return 4 + bytes;
}
