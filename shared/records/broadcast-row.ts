import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RetriableState } from '../shard/rerun.ts';
import type { StateCounts } from '../shard/shard.ts';
import type { OnUncertain } from '../shard/wave.ts';
import type { Change, Row, Values } from '../storage/table.ts';
import { complement } from './broadcast-id.ts';

/** What stopped or hindered a broadcast as a whole. */
export interface BroadcastProblem {
  readonly code: string;
  readonly detail: string;
}

/** How a broadcast ended. */
export type EndStatus = 'completed' | 'canceled' | 'stopped';

/** A source of an audience as it is shown: its type, and how many it names where it names any. */
export interface SourceSummary {
  readonly type: string;
  readonly count?: number;
}

/** What a retry took up again. */
export interface Rerun {
  readonly states: readonly RetriableState[];
  /** Shards are still being reset, since then; absent once all are: only then the run can be sent, or end. */
  readonly resettingSince?: number;
}

/** The broadcast's own row: what was asked, and what has been decided since. Times are ms since 1970. */
export interface Broadcast {
  readonly id: string;
  readonly tenant: string;
  /** 1, and one more with each retry. */
  readonly run: number;
  /** What this run is about; absent in the first one: everybody. */
  readonly rerun?: Rerun;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly onUncertain: OnUncertain;
  readonly summary: string;
  readonly audience: { readonly include: readonly SourceSummary[]; readonly exclude?: readonly SourceSummary[] };
  readonly canceledAt?: number;
  readonly pausedAt?: number;
  readonly problem?: BroadcastProblem;
  /** A late write may have changed the counts of an ended broadcast at this time. */
  readonly recount?: number;
  readonly endedAt?: number;
  readonly end?: {
    readonly status: EndStatus;
    readonly planned: boolean;
    readonly startedAt: number;
    readonly counts: StateCounts;
  };
}

export interface StoredBroadcast extends Broadcast {
  readonly etag: string;
}

/**
 * The rows of a tenant's partition in the table of broadcasts:
 * `a…` those that have work, `b…` the broadcasts, newest first, `k…` idempotency keys, `m…` messages, `q…` audiences.
 */
export const broadcastRow = (id: string) => `b${complement(id)}`;
/** The lane comes first, so that another lane than bulk can sort before it. */
export const activeRow = (id: string) => `a1${id}`;
export const messageRow = (id: string) => `m${id}`;
export const audienceRow = (id: string) => `q${id}`;
export const idOfActiveRow = (key: string) => key.slice(2);
export const idOfBroadcastRow = (key: string) => complement(key.slice(1));

/** Whether anything of this broadcast may still be sent, by its own row. */
export function mayNotSend(broadcast: Broadcast): 'canceled' | 'paused' | undefined {
  if (broadcast.canceledAt !== undefined) return 'canceled';
  if (broadcast.pausedAt !== undefined) return 'paused';
  return undefined;
}

export function encodeBroadcast(broadcast: Broadcast): Values {
  const { audience, rerun, problem, end, ...columns } = broadcast;
  return {
    v: 1,
    ...columns,
    audience: JSON.stringify(audience),
    rerun: rerun && JSON.stringify(rerun),
    problem: problem && JSON.stringify(problem),
    end: end && JSON.stringify(end),
  };
}

export function decodeBroadcast(row: Row): StoredBroadcast {
  const v = row.values;
  const optional = <K extends string>(name: K) =>
    v[name] === undefined ? {} : ({ [name]: Number(v[name]) } as Record<K, number>);
  return {
    id: String(v['id']),
    tenant: String(v['tenant']),
    run: Number(v['run']),
    createdBy: String(v['createdBy']),
    createdAt: Number(v['createdAt']),
    onUncertain: v['onUncertain'] === 'retry' ? 'retry' : 'hold',
    summary: String(v['summary']),
    audience: JSON.parse(String(v['audience'])),
    ...(v['rerun'] !== undefined && { rerun: JSON.parse(String(v['rerun'])) }),
    ...optional('canceledAt'),
    ...optional('pausedAt'),
    ...optional('recount'),
    ...optional('endedAt'),
    ...(v['problem'] !== undefined && { problem: JSON.parse(String(v['problem'])) }),
    ...(v['end'] !== undefined && { end: JSON.parse(String(v['end'])) }),
    etag: row.etag,
  };
}

/** A binary column holds this much; a longer body goes on in the next column. */
const CHUNK = 60 * 1024;

/** A large immutable body (message, audience) as one row of deflated columns `p0`, `p1`, … */
export function bodyRow(key: string, body: unknown): Change {
  const packed = deflateRawSync(JSON.stringify(body));
  const values: Record<string, Uint8Array | number> = { v: 1 };
  for (let i = 0; i * CHUNK < packed.length; i++) values[`p${i}`] = packed.subarray(i * CHUNK, (i + 1) * CHUNK);
  return { do: 'insert', key, values };
}

export function decodeBody<T>(row: Row): T {
  const chunks: Uint8Array[] = [];
  for (let i = 0; row.values[`p${i}`] !== undefined; i++) chunks.push(row.values[`p${i}`] as Uint8Array);
  return JSON.parse(inflateRawSync(Buffer.concat(chunks)).toString()) as T;
}
