import { minutesOf, type QuietHours, type Weekday, weekdays } from '../schedule/quiet-hours.ts';
import { wallOf } from '../schedule/timetable.ts';
import { deliveryStates, type StateCounts } from '../shard/delivery.ts';
import { type RetriableState, retriableStates } from '../shard/rerun.ts';
import { pauseProblemCodes } from '../shard/retry-policy.ts';
import { Columns, hasShape, isCount, isFlag, isInstant, isText, listOf, optional } from '../storage/columns.ts';
import type { Row, Value, Values } from '../storage/table.ts';
import type {
  Broadcast,
  BroadcastChange,
  BroadcastProblem,
  ChangeAmounts,
  Release,
  Rerun,
  SourceSummary,
  StoredBroadcast,
} from './broadcast.ts';
import { endStatuses } from './broadcast.ts';
import { broadcastRow } from './broadcast-keys.ts';

export function encodeBroadcast(broadcast: Broadcast): Values {
  const { audience, rerun, problem, end, quietHours, change, release, ...columns } = broadcast;
  return {
    v: 1,
    ...columns,
    audience: JSON.stringify(audience),
    rerun: rerun && JSON.stringify(rerun),
    problem: problem && JSON.stringify(problem),
    change: change && JSON.stringify(change),
    release: release && JSON.stringify(release),
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
    ...(c.has('release') && { release: c.json('release', (value) => (isRelease(value) ? value : undefined)) }),
    ...optionalInstant('canceledAt'),
    ...optionalInstant('stoppedAt'),
    ...optionalInstant('pausedAt'),
    ...(c.has('pausedBy') && { pausedBy: c.text('pausedBy') }),
    ...(c.has('webhook') && { webhook: webhookUrl(c) }),
    ...(c.has('version') && { version: c.count('version') }),
    ...(c.has('change') && { change: c.json('change', (value) => (isChange(value) ? value : undefined)) }),
    ...(c.has('keyedBy') && { keyedBy: c.text('keyedBy') }),
    ...optionalInstant('recount'),
    ...optionalInstant('lateAt'),
    ...optionalInstant('endedAt'),
    ...(c.has('problem') && { problem: c.json('problem', (value) => (isProblem(value) ? value : undefined)) }),
    ...(c.has('end') && { end: c.json('end', (value) => (isEnd(value) ? value : undefined)) }),
    etag: row.etag,
  };
}

/** Whether the column `release` says that somebody has released it; one that can't be read is taken to say so. */
export function isReleasedIn(column: Value): boolean {
  try {
    const release: unknown = JSON.parse(String(column));
    return !isRelease(release) || release.done !== undefined;
  } catch {
    return true;
  }
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
const isRelease = (value: unknown): value is Release =>
  hasShape<Release>(value, {
    author: isText,
    editor: optional((editor) => hasShape<NonNullable<Release['editor']>>(editor, { id: isText, name: isText })),
    editors: optional((editors) => listOf(editors, isText) !== undefined),
    since: isInstant,
    done: optional((done) =>
      hasShape<NonNullable<Release['done']>>(done, { at: isInstant, by: isText, byId: isText, fingerprint: isText }),
    ),
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
    status: (status) => endStatuses.some((one) => one === status),
    planned: isFlag,
    startedAt: isInstant,
    counts: areCounts,
    changing: optional((amounts) => hasShape<ChangeAmounts>(amounts, { left: isCount, failed: isCount })),
    poisoned: optional(isCount),
  });
