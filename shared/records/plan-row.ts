import { Columns, hasShape, isCount, isInstant, isText, listOf, optional } from '../storage/columns.ts';
import type { Row, Values } from '../storage/table.ts';

/** What is known of the last shards of a broadcast: enough to see whether a chain's previous shard has finished. */
export interface Tail {
  readonly n: number;
  readonly key: string;
}

/** The last revival of a chain (or of planning): how long the next one waits. */
export interface Revival {
  /** The shard it woke; for planning, the number of shards there were. */
  readonly n: number;
  /** Service clock, ms. */
  readonly at: number;
  readonly times: number;
  /** The first of those that nothing came of, this one the last (service clock, ms); absent: an older release wrote it. */
  readonly first?: number;
}

/** How far a broadcast is planned. Its partition is the broadcast's own, so it commits together with shards. */
export interface Plan {
  readonly tenant: string;
  /** The planner's cursor: the last key it has considered. Absent: nothing yet. */
  readonly at?: string;
  /** Shards so far. */
  readonly shards: number;
  readonly planned: boolean;
  /** The run that is not to be planned any further. */
  readonly stop?: number;
  /** When the first page was planned. */
  readonly startedAt?: number;
  /** The last shards planned, oldest first, at most one window of them. */
  readonly tails: readonly Tail[];
  /** By chain (`0`, `1`, …) and `plan`. */
  readonly revivals: Readonly<Record<string, Revival>>;
  /** What was given up by a queue and put on it again. */
  readonly poisoned: number;
  /** When somebody last asked for all of it to be driven on. */
  readonly redrivenAt?: number;
}

export interface StoredPlan extends Plan {
  readonly etag: string;
  readonly writtenAt: number;
}

export const PLAN_ROW = 'plan';

export const newPlan = (tenant: string): Plan => ({
  tenant,
  shards: 0,
  planned: false,
  tails: [],
  revivals: {},
  poisoned: 0,
});

export function encodePlan(plan: Plan): Values {
  const { tails, revivals, ...columns } = plan;
  return { v: 1, ...columns, tails: JSON.stringify(tails), revivals: JSON.stringify(revivals) };
}

/** Reads a plan's row, the one of a broadcast's own partition. @throws {DamagedRow} */
export function decodePlan(row: Row, broadcast: string): StoredPlan {
  const c = new Columns({ table: 'Deliveries', partition: broadcast, row: row.key }, row.values);
  return {
    tenant: c.text('tenant'),
    ...(c.has('at') && { at: c.text('at') }),
    shards: c.count('shards'),
    planned: c.flag('planned'),
    ...(c.has('stop') && { stop: c.count('stop') }),
    ...(c.has('startedAt') && { startedAt: c.instant('startedAt') }),
    tails: c.json('tails', (value) => listOf(value, isTail)),
    revivals: c.json('revivals', (value) => (areRevivals(value) ? value : undefined)),
    poisoned: c.count('poisoned'),
    ...(c.has('redrivenAt') && { redrivenAt: c.instant('redrivenAt') }),
    etag: row.etag,
    writtenAt: row.writtenAt,
  };
}

const isTail = (value: unknown): value is Tail => hasShape<Tail>(value, { n: isCount, key: isText });
const isRevival = (value: unknown): value is Revival =>
  hasShape<Revival>(value, { n: isCount, at: isInstant, times: isCount, first: optional(isInstant) });
const areRevivals = (value: unknown): value is Plan['revivals'] =>
  hasShape<object>(value, {}) && Object.values(value).every(isRevival);
