/**
 * The table port: what Carillon needs of Azure Table Storage, and no more.
 *
 * Each method is one request. Nothing here retries: a blind retry turns a write that was applied into a conflict with
 * itself, so who writes decides (see commit.ts).
 */

/** What a column can hold. Numbers are stored as doubles, so milliseconds since 1970 fit. */
export type Value = string | number | boolean | Uint8Array;

/** The columns of a row. A column that is `undefined` is not stored. */
export type Values = Readonly<Record<string, Value | undefined>>;

/** A row as it was read. */
export interface Row {
  readonly key: string;
  /** Changes with every write of the row. */
  readonly etag: string;
  /** When the row was last written: milliseconds since 1970 by the storage service's own clock. */
  readonly writtenAt: number;
  readonly values: Readonly<Record<string, Value>>;
}

/** One change of one row. Keys may hold any character: the adapter escapes what the service refuses. */
export type Change =
  /** Refused when the row exists. */
  | { readonly do: 'insert'; readonly key: string; readonly values: Values }
  /** The whole row anew; refused unless it is still the one with this ETag. */
  | { readonly do: 'replace'; readonly key: string; readonly values: Values; readonly etag: string }
  /** The whole row, whether it exists or not. */
  | { readonly do: 'put'; readonly key: string; readonly values: Values }
  /** Only these columns, whether the row exists or not. */
  | { readonly do: 'merge'; readonly key: string; readonly values: Values }
  /**
   * With an ETag: refused unless the row is still that one; without: gone in any case. In a transaction, deleting a row
   * that is not there refuses the whole.
   */
  | { readonly do: 'delete'; readonly key: string; readonly etag?: string };

/**
 * What is known after a write.
 * - `applied`: it was done; `etags` in the order of the changes (empty string for a delete).
 * - `refused`: it was not done by this request: a row exists, is gone, or has another ETag (409, 412, 404). It may
 *   still be that an earlier request with the same bytes was applied.
 * - `unanswered`: nobody knows (time-out, 5xx, 429, reset).
 */
export type WriteAnswer =
  | { readonly outcome: 'applied'; readonly etags: readonly string[] }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'unanswered'; readonly cause: string };

/** A stretch of a partition, in the order of the row keys. */
export interface Range {
  /** The first key that counts (inclusive); `after` excludes the key itself. */
  readonly from?: string;
  readonly after?: string;
  /** The first key that no longer counts (exclusive). */
  readonly before?: string;
  /** At most this many rows (1 to 1,000; default 1,000). */
  readonly limit?: number;
  /** Only these columns. */
  readonly columns?: readonly string[];
}

/** A page of a range. Fewer rows than the limit do not mean the end: `more` says whether there may be others. */
export interface Page {
  readonly rows: readonly Row[];
  /** The service stopped at the limit, or at a boundary of its own: ask again `after` the last row. */
  readonly more: boolean;
}

/** Storage gave no answer to a read (time-out, 5xx, 429, reset). Nothing was changed; asking again is safe. */
export class StorageUnavailable extends Error {
  override name = 'StorageUnavailable';
}

/** A write that breaks a limit of the service (too large, a key too long): a bug of the caller, never a conflict. */
export class StorageRefused extends Error {
  override name = 'StorageRefused';
}

export interface Table {
  /**
   * One row, or `undefined` when there is none.
   * @throws {StorageUnavailable}
   */
  read(partition: string, key: string, columns?: readonly string[]): Promise<Row | undefined>;

  /**
   * Rows of one partition in the order of their keys (by UTF-16 code unit; keys are ASCII).
   * @throws {StorageUnavailable}
   */
  range(partition: string, range: Range): Promise<Page>;

  /**
   * One change as one request, several as one transaction (all or nothing; at most 100 changes of different rows,
   * 4 MiB). Never throws for what the service or the network does.
   * @throws {StorageRefused}
   */
  write(partition: string, changes: readonly [Change, ...Change[]]): Promise<WriteAnswer>;
}
