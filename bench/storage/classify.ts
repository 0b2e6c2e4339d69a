/** What a request to Table Storage or Queue Storage does, read off the wire. */

export interface StorageOperation {
  readonly service: 'table' | 'queue';
  /** The table (without our prefix) or queue; of `Deliveries` also which kind of row. */
  readonly target: string;
  /**
   * `read` one row, `query` a page of rows, `write` one row, `transaction`; `put`, `get`, `peek`, `delete`, `update` a message;
   * `empty poll`: a `get` that found nothing; `setup`: creates a table or queue, or asks about one.
   */
  readonly kind:
    | 'read'
    | 'query'
    | 'write'
    | 'transaction'
    | 'put'
    | 'get'
    | 'peek'
    | 'delete'
    | 'update'
    | 'empty poll'
    | 'setup';
}

/** A request and, as far as it tells more, its answer. */
export interface WireRequest {
  readonly service: 'table' | 'queue';
  readonly method: string;
  /** Path and query as sent, beginning with the account's name, as the emulator has it. */
  readonly url: string;
  readonly body: string;
  readonly answer: string;
}

/** @param prefix what the names of our tables begin with */
export function classify(request: WireRequest, prefix: string): StorageOperation {
  const url = new URL(request.url, 'http://storage');
  const path = decodeURIComponent(url.pathname).split('/').slice(2).join('/');
  return request.service === 'table'
    ? tableOperation(request, path, prefix)
    : queueOperation(request, path, url.searchParams);
}

function tableOperation({ method, body }: WireRequest, path: string, prefix: string): StorageOperation {
  if (path === '$batch') {
    const [, inner = ''] = /^(?:POST|PUT|PATCH|MERGE|DELETE) https?:\/\/[^/]+\/(\S+)/m.exec(body) ?? [];
    const [, table = ''] = /^(?:[^/]+\/)?([A-Za-z0-9]+)/.exec(decodeURIComponent(inner)) ?? [];
    return { service: 'table', target: named(table, prefix), kind: 'transaction' };
  }
  const [, table = '', key] = /^([A-Za-z0-9]*)(?:\((.*)\))?$/s.exec(path) ?? [];
  if (table === '' || table === 'Tables') return { service: 'table', target: 'Tables', kind: 'setup' };
  const row = /,RowKey='((?:[^']|'')*)'$/.exec(key ?? '')?.[1] ?? (method === 'POST' ? rowKeyIn(body) : undefined);
  const target = named(table, prefix) + (row === undefined ? '' : kindOfRow(named(table, prefix), row));
  if (method !== 'GET') return { service: 'table', target, kind: 'write' };
  return { service: 'table', target, kind: row === undefined ? 'query' : 'read' };
}

/** `Deliveries` holds three kinds of rows: a shard's state, its recipients, and the plan. */
function kindOfRow(table: string, row: string): string {
  if (table !== 'Deliveries') return '';
  if (row === 'plan') return ' (plan)';
  if (row.startsWith('r')) return ' (recipients)';
  return row.startsWith('s') ? ' (shard)' : '';
}

function rowKeyIn(body: string): string | undefined {
  return /"RowKey":"([^"]*)"/.exec(body)?.[1];
}

function named(table: string, prefix: string): string {
  return table.startsWith(prefix) ? table.slice(prefix.length) : table;
}

function queueOperation({ method, answer }: WireRequest, path: string, query: URLSearchParams): StorageOperation {
  const [queue = '', messages, id] = path.split('/');
  const of = (kind: StorageOperation['kind']): StorageOperation => ({ service: 'queue', target: queue, kind });
  if (messages !== 'messages') return of('setup');
  if (id !== undefined) return of(method === 'DELETE' ? 'delete' : 'update');
  if (method === 'POST') return of('put');
  if (method !== 'GET') return of('setup');
  if (query.has('peekonly')) return of('peek');
  return of(answer.includes('<QueueMessage>') ? 'get' : 'empty poll');
}
