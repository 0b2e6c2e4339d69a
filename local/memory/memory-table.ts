/**
 * The table port in memory, with Table Storage's own semantics (one conformance suite runs on both): for simulations
 * and tests. Deterministic, no timers, everything done when the promise is made.
 *
 * A caller can never reach into what is stored: rows are frozen, and the only thing that cannot be frozen, bytes, is
 * copied when written and again when read. A copy of 8 KiB takes about a microsecond.
 */
import { checkChanges, checkKey, pageLimit } from '../../shared/storage/limits.ts';
import type { Change, Page, Range, Row, Table, Value, Values, WriteAnswer } from '../../shared/storage/table.ts';
import { SortedKeys } from './sorted-keys.ts';

interface Partition {
  readonly rows: Map<string, Row>;
  readonly keys: SortedKeys;
}

/**
 * An empty table.
 * @param now the service's time, ms since 1970: what rows get as `writtenAt`. It may stand still; should it go back,
 *   rows do not
 */
export function memoryTable(now: () => number): Table {
  const partitions = new Map<string, Partition>();
  let writes = 0;
  let time = Number.NEGATIVE_INFINITY;

  function partitionFor(name: string): Partition {
    let partition = partitions.get(name);
    if (!partition) {
      partition = { rows: new Map(), keys: new SortedKeys() };
      partitions.set(name, partition);
    }
    return partition;
  }

  function apply({ rows, keys }: Partition, change: Change): string {
    const { key } = change;
    const before = rows.get(key);
    if (change.do === 'delete') {
      if (before) keys.remove(key);
      rows.delete(key);
      return '';
    }
    const kept = change.do === 'merge' ? before?.values : undefined;
    const row: Row = {
      key,
      etag: `W/"${++writes}"`,
      writtenAt: time,
      values: Object.freeze({ ...kept, ...owned(change.values) }),
    };
    if (!before) keys.add(key);
    rows.set(key, Object.freeze(row));
    return row.etag;
  }

  return {
    async read(partition, key, columns): Promise<Row | undefined> {
      checkKey('partition', partition);
      checkKey('row', key);
      const row = partitions.get(partition)?.rows.get(key);
      return row && shown(row, columns);
    },

    async range(name, range): Promise<Page> {
      checkKey('partition', name);
      const limit = pageLimit(range.limit);
      const partition = partitions.get(name);
      if (!partition) return { rows: [], more: false };
      return pageOf(partition, range, limit);
    },

    async write(name, changes): Promise<WriteAnswer> {
      checkChanges(name, changes);
      const partition = partitionFor(name);
      const alone = changes.length === 1;
      if (!changes.every((change) => allowed(change, partition.rows.get(change.key), alone))) {
        return { outcome: 'refused' };
      }
      time = Math.max(time, now());
      return { outcome: 'applied', etags: changes.map((change) => apply(partition, change)) };
    },
  };
}

/** Whether the row as it is permits the change. Deleting what is not there undoes a transaction, but is fine alone. */
function allowed(change: Change, row: Row | undefined, alone: boolean): boolean {
  switch (change.do) {
    case 'insert':
      return row === undefined;
    case 'replace':
      return row?.etag === change.etag;
    case 'delete':
      return change.etag === undefined ? alone || row !== undefined : row?.etag === change.etag;
    default:
      return true;
  }
}

function pageOf({ rows, keys }: Partition, range: Range, limit: number): Page {
  const { from = '', after = '', before } = range;
  const page: Row[] = [];
  const [, start = ''] = [from, after].sort();
  for (const key of keys.startingAt(start)) {
    if (key === range.after) continue;
    if (before !== undefined && key >= before) break;
    if (page.length === limit) return { rows: page, more: true };
    page.push(shown(rows.get(key)!, range.columns));
  }
  return { rows: page, more: false };
}

/** The values as they are kept: without what is undefined, with bytes of our own. */
function owned(values: Values): Record<string, Value> {
  const kept: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) kept[name] = value instanceof Uint8Array ? copied(value) : value;
  }
  return kept;
}

/** The row as a reader gets it. Only bytes need a copy, so most rows are handed out as they are. */
function shown(row: Row, columns: readonly string[] | undefined): Row {
  const names = columns ?? Object.keys(row.values);
  if (!columns && !names.some((name) => row.values[name] instanceof Uint8Array)) return row;
  const values: Record<string, Value> = {};
  for (const name of names) {
    const value = row.values[name];
    if (value !== undefined) values[name] = value instanceof Uint8Array ? copied(value) : value;
  }
  return { ...row, values };
}

/** Also of a Buffer, whose own `slice` would be a view. */
function copied(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
