import { deflateRawSync } from 'node:zlib';
import { minutesOf, type QuietHours, type Weekday, weekdays } from '../schedule/quiet-hours.ts';
import { wallOf } from '../schedule/timetable.ts';
import type { MessageChange } from '../shard/change.ts';
import { type RetriableState, retriableStates } from '../shard/rerun.ts';
import { type PauseProblem, pauseProblemCodes } from '../shard/retry-policy.ts';
import { deliveryStates, type StateCounts } from '../shard/shard.ts';
import type { OnUncertain, UnsentReason } from '../shard/wave.ts';
import { Columns, hasShape, isCount, isFlag, isInstant, isText, listOf, optional } from '../storage/columns.ts';
import type { Change, Row, Values } from '../storage/table.ts';
import { complement, LAST_ID_TIME, timeOf } from './broadcast-id.ts';

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

/** What was decided about a message that is on its way or delivered. */
export interface BroadcastChange extends MessageChange {
  /** When it was asked for. */
  readonly at: number;
  /** Why Teams refuses it for everybody, and since when. */
  readonly problem?: PauseProblem;
  readonly heldSince?: number;
  /** Nobody mended that: it is made for nobody any more. */
  readonly stoppedAt?: number;
  /** When it was settled for everybody, and for how many it could not be made. */
  readonly done?: { readonly at: number; readonly failed: number };
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
  /** A trial for a few: in no list and no count unless asked for. */
  readonly test?: true;
  /** How many it was taken to be for when it was created; absent: nobody counted. */
  readonly expected?: number;
  /** Nothing is planned before: the audience is who is there then. Absent: at once. */
  readonly startsAt?: number;
  /** Each recipient is due when their own clocks show this: `2026-12-01T09:00`. */
  readonly startLocal?: string;
  /** What is not sent by then is skipped. */
  readonly expiresAt?: number;
  readonly quietHours?: QuietHours;
  /** Absent: normal. */
  readonly priority?: 'urgent';
  /** No more of its requests than this in a second; absent: as many as the tenant may. */
  readonly maxRate?: number;
  readonly canceledAt?: number;
  /** It was paused by a failure that nobody mended: what is not sent is canceled. */
  readonly stoppedAt?: number;
  readonly pausedAt?: number;
  /** Who paused it; absent: a failure did. */
  readonly pausedBy?: string;
  /** Where each end of it is told. */
  readonly webhook?: string;
  readonly problem?: BroadcastProblem;
  /** The newest version of the message; absent: 1, as it was sent first. */
  readonly version?: number;
  /** The last change of the message; absent: it is as it was sent. */
  readonly change?: BroadcastChange;
  /** A late write may have changed the counts of an ended broadcast at this time. */
  readonly recount?: number;
  readonly endedAt?: number;
  readonly end?: {
    readonly status: EndStatus;
    readonly planned: boolean;
    readonly startedAt: number;
    readonly counts: StateCounts;
    /** Jobs that a queue gave up, and that were put back; absent: none. */
    readonly poisoned?: number;
  };
}

export interface StoredBroadcast extends Broadcast {
  readonly etag: string;
}

/**
 * The rows of a tenant's partition in the table of broadcasts:
 * `a…` those that have work, `b…` the broadcasts, newest first, `e…` edited messages, `k…` idempotency keys, `m…` messages, `q…` audiences,
 * `w…` what their webhooks are told (telling-row.ts).
 */
export const broadcastRow = (id: string) => `b${complement(id)}`;
/** The lane comes first: who looks for what has work finds the urgent ones before all others. */
export const activeRow = ({ id, priority }: Pick<Broadcast, 'id' | 'priority'>) =>
  `a${priority === 'urgent' ? 0 : 1}${id}`;
/** @param version 1: the message as it was sent first */
export const messageRow = (id: string, version = 1) => (version === 1 ? `m${id}` : `e${id}.${version}`);
export const audienceRow = (id: string) => `q${id}`;
export const idOfActiveRow = (key: string) => key.slice(2);
export const idOfBroadcastRow = (key: string) => complement(key.slice(1));

/** A stretch of the rows of broadcasts. */
export interface BroadcastRange {
  readonly from: string;
  readonly before: string;
}

/**
 * The rows of the broadcasts that were created in a stretch of time: their order is that of their creation, the newest
 * first, so any stretch of it is one range.
 * @param since ms since 1970, inclusive; absent: from the first on
 * @param until exclusive; absent: to the newest
 */
export function broadcastRange({ since, until }: { readonly since?: number; readonly until?: number }): BroadcastRange {
  const newest = until === undefined ? '' : complement(timeOf(clamp(until - 1)));
  if (since === undefined || since <= 0) return { from: `b${newest}`, before: 'c' };
  // Behind the last of its own millisecond is the first of the one before it.
  return { from: `b${newest}`, before: `b${complement(timeOf(clamp(since - 1)))}` };
}

const clamp = (ms: number): number => Math.min(LAST_ID_TIME, Math.max(0, ms));

/** Whether anything of this broadcast may still be sent, by its own row. */
export function mayNotSend(broadcast: Broadcast): 'canceled' | 'stopped' | 'paused' | undefined {
  if (broadcast.canceledAt !== undefined) return 'canceled';
  if (broadcast.stoppedAt !== undefined) return 'stopped';
  if (broadcast.pausedAt !== undefined) return 'paused';
  return undefined;
}

/**
 * Why nothing of this broadcast is to be sent any more, whatever happens: what is left of it is swept.
 * @param now service clock, ms
 */
export function unsentReason(broadcast: Broadcast, now: number): UnsentReason | undefined {
  if (broadcast.canceledAt !== undefined) return 'canceled';
  if (broadcast.stoppedAt !== undefined) return 'stopped';
  return hasExpired(broadcast, now) ? 'expired' : undefined;
}

/** It was taken back: nothing of it is sent or edited any more. */
export function isRecalled({ change }: Pick<Broadcast, 'change'>): boolean {
  return change?.kind === 'recall';
}

/** The broadcast with the last change of its message still to be looked after: somebody may get an older version yet. */
export function withChangeUndone<T extends Broadcast>(broadcast: T): T {
  if (!broadcast.change) return broadcast;
  const { done: _, ...change } = broadcast.change;
  return { ...broadcast, change };
}

/** A change of its message is not settled for everybody. */
export function isChanging({ change }: Pick<Broadcast, 'change'>): boolean {
  return change !== undefined && change.done === undefined;
}

/** @param now service clock, ms */
export function hasExpired({ expiresAt }: Broadcast, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt;
}

export function encodeBroadcast(broadcast: Broadcast): Values {
  const { audience, rerun, problem, end, quietHours, change, ...columns } = broadcast;
  return {
    v: 1,
    ...columns,
    audience: JSON.stringify(audience),
    rerun: rerun && JSON.stringify(rerun),
    problem: problem && JSON.stringify(problem),
    change: change && JSON.stringify(change),
    end: end && JSON.stringify(end),
    quietHours: quietHours && JSON.stringify(quietHours),
  };
}

/**
 * Reads a broadcast's row. Unknown columns, and a later `v`, are left alone (storage/columns.ts).
 * @param keyOf where a broadcast is: of its end there are copies elsewhere
 * @throws {DamagedRow} also for a row that is another broadcast's, and for half an end
 */
export function decodeBroadcast(
  row: Row,
  tenant: string,
  keyOf: (id: string, run: number) => string = broadcastRow,
): StoredBroadcast {
  const c = new Columns({ table: 'Broadcasts', partition: tenant, row: row.key }, row.values);
  const optionalInstant = <K extends string>(name: K) =>
    c.has(name) ? ({ [name]: c.instant(name) } as Record<K, number>) : {};
  const id = c.text('id');
  if (keyOf(id, c.count('run')) !== row.key) c.damaged('id');
  if (c.text('tenant') !== tenant) c.damaged('tenant');
  if (c.has('endedAt') !== c.has('end')) c.damaged('endedAt');
  return {
    id,
    tenant,
    run: c.count('run'),
    createdBy: c.text('createdBy'),
    createdAt: c.instant('createdAt'),
    onUncertain: c.oneOf('onUncertain', ['hold', 'retry']),
    summary: c.text('summary'),
    audience: c.json('audience', (value) => (isAudience(value) ? value : undefined)),
    ...(c.has('rerun') && { rerun: c.json('rerun', (value) => (isRerun(value) ? value : undefined)) }),
    ...(c.has('test') && c.flag('test') && { test: true }),
    ...(c.has('expected') && { expected: c.count('expected') }),
    ...optionalInstant('startsAt'),
    ...(c.has('startLocal') && { startLocal: localTime(c) }),
    ...optionalInstant('expiresAt'),
    ...(c.has('quietHours') && { quietHours: c.json('quietHours', (value) => (isQuiet(value) ? value : undefined)) }),
    ...(c.has('priority') && { priority: c.oneOf('priority', ['urgent']) }),
    ...(c.has('maxRate') && { maxRate: c.positive('maxRate') }),
    ...optionalInstant('canceledAt'),
    ...optionalInstant('stoppedAt'),
    ...optionalInstant('pausedAt'),
    ...(c.has('pausedBy') && { pausedBy: c.text('pausedBy') }),
    ...(c.has('webhook') && { webhook: webhookUrl(c) }),
    ...(c.has('version') && { version: c.count('version') }),
    ...(c.has('change') && { change: c.json('change', (value) => (isChange(value) ? value : undefined)) }),
    ...optionalInstant('recount'),
    ...optionalInstant('endedAt'),
    ...(c.has('problem') && { problem: c.json('problem', (value) => (isProblem(value) ? value : undefined)) }),
    ...(c.has('end') && { end: c.json('end', (value) => (isEnd(value) ? value : undefined)) }),
    etag: row.etag,
  };
}

function localTime(c: Columns): string {
  const local = c.text('startLocal');
  return isInstant(wallOf(local)) ? local : c.damaged('startLocal');
}

function webhookUrl(c: Columns): string {
  const url = c.text('webhook');
  return URL.canParse(url) ? url : c.damaged('webhook');
}

const isDay = (value: unknown): value is Weekday => weekdays.some((day) => day === value);
const isTimeOfDay = (most: number) => (value: unknown) => isText(value) && minutesOf(value, most) !== undefined;
const isQuiet = (value: unknown): value is QuietHours =>
  hasShape<QuietHours>(value, {
    from: isTimeOfDay(1_439),
    to: isTimeOfDay(1_440),
    days: optional((days) => listOf(days, isDay) !== undefined),
  });
const isSource = (value: unknown): value is SourceSummary =>
  hasShape<SourceSummary>(value, { type: isText, count: optional(isCount) });
const areSources = (value: unknown): boolean => listOf(value, isSource) !== undefined;
const isAudience = (value: unknown): value is Broadcast['audience'] =>
  hasShape<Broadcast['audience']>(value, { include: areSources, exclude: optional(areSources) });
const isProblem = (value: unknown): value is BroadcastProblem =>
  hasShape<BroadcastProblem>(value, { code: isText, detail: isText });
const isChange = (value: unknown): value is BroadcastChange =>
  hasShape<BroadcastChange>(value, {
    n: isCount,
    kind: (kind) => kind === 'edit' || kind === 'recall',
    at: isInstant,
    problem: optional((problem) => pauseProblemCodes.some((code) => code === problem)),
    heldSince: optional(isInstant),
    stoppedAt: optional(isInstant),
    done: optional((done) => hasShape<NonNullable<BroadcastChange['done']>>(done, { at: isInstant, failed: isCount })),
  });
const isRetriable = (value: unknown): value is RetriableState => retriableStates.some((state) => state === value);
const isRerun = (value: unknown): value is Rerun =>
  hasShape<Rerun>(value, {
    states: (states) => listOf(states, isRetriable) !== undefined,
    resettingSince: optional(isInstant),
  });
const areCounts = (value: unknown): boolean =>
  hasShape<StateCounts>(value, Object.fromEntries(deliveryStates.map((s) => [s, isCount])) as never);
const isEnd = (value: unknown): value is NonNullable<Broadcast['end']> =>
  hasShape<NonNullable<Broadcast['end']>>(value, {
    status: (status) => status === 'completed' || status === 'canceled' || status === 'stopped',
    planned: isFlag,
    startedAt: isInstant,
    counts: areCounts,
    poisoned: optional(isCount),
  });

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
