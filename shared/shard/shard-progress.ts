import type { Columns } from '../storage/columns.ts';
import type { Row } from '../storage/table.ts';
import { deliveryStates, type StateCounts } from './delivery.ts';
import { columnsOf } from './shard-keys.ts';

/** The columns of a shard that tell its progress without its recipients. */
export const progressColumns = [
  'n',
  'run',
  'wave',
  'since',
  'before',
  'due',
  ...deliveryStates,
  'pendingUnknown',
  'change',
  'changeLeft',
  'changeFailed',
  'changedAt',
  'sentAt',
] as const;

/** What a scan reads of a shard. */
export interface ShardProgress {
  readonly key: string;
  readonly n: number;
  readonly run: number;
  /** When it was last written by who plans it, or sends on it (service clock, ms): a change of its messages is no sign of them. */
  readonly sentAt: number;
  readonly open: boolean;
  readonly since: number;
  /** So many had been delivered before its run. */
  readonly before: number;
  /** The earliest instant a pending recipient is due; 0: at once, or none is pending. */
  readonly due: number;
  readonly counts: StateCounts;
  /** Pending ones that may have the message. */
  readonly pendingUnknown: number;
  readonly changed: ChangeProgress;
}

/** How far the deliveries of a shard have come with the changes of their message. */
export interface ChangeProgress {
  /** The last change that any of them has heard of; 1: the message as it was sent first. */
  readonly last: number;
  /** So many are delivered for whom it is not settled. */
  readonly left: number;
  /** So many are delivered for whom it could not be made. */
  readonly failed: number;
  /** When a change was last written (service clock, ms); 0: never. */
  readonly at: number;
}

/** How many of a shard a change is still to be made for. */
export function leftToChange({ counts, changed }: Pick<ShardProgress, 'counts' | 'changed'>, change: number): number {
  if (change > changed.last) return counts.delivered;
  return change === changed.last ? changed.left : 0;
}

/** For how many of these shards a change is still to be made. */
export function allLeftToChange(shards: readonly Pick<ShardProgress, 'counts' | 'changed'>[], change: number): number {
  return shards.reduce((sum, shard) => sum + leftToChange(shard, change), 0);
}

/** For how many of these shards a change could not be made. */
export function failedToChange(shards: readonly Pick<ShardProgress, 'changed'>[], change: number): number {
  return shards.reduce((sum, { changed }) => sum + (changed.last === change ? changed.failed : 0), 0);
}

/** Reads what a scan reads of a shard. @throws {DamagedRow} */
export function decodeProgress(row: Row, broadcast: string): ShardProgress {
  const c = columnsOf(row, broadcast);
  return {
    key: row.key.slice(1),
    n: c.count('n'),
    run: c.count('run'),
    sentAt: c.has('sentAt') ? c.instant('sentAt') : row.writtenAt,
    open: c.has('wave'),
    since: c.instant('since'),
    before: c.has('before') ? c.count('before') : 0,
    due: c.instant('due'),
    counts: Object.fromEntries(deliveryStates.map((state) => [state, c.count(state)])) as StateCounts,
    pendingUnknown: c.count('pendingUnknown'),
    changed: changesIn(c),
  };
}

function changesIn(c: Columns): ChangeProgress {
  const at = c.has('changedAt') ? c.instant('changedAt') : 0;
  if (!c.has('change')) return { last: 1, left: 0, failed: 0, at };
  return { last: c.count('change'), left: c.count('changeLeft'), failed: c.count('changeFailed'), at };
}
