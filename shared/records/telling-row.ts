import { Columns, hasShape, isCount, isInstant, listOf, optional } from '../storage/columns.ts';
import { WID } from '../storage/commit.ts';
import type { Change, Row } from '../storage/table.ts';
import { type CallError, callErrors } from '../webhook/webhooks.ts';
import type { Broadcast } from './broadcast.ts';
import { decodeBroadcast, encodeBroadcast } from './broadcast-row.ts';

/** One attempt to tell of an end. */
export interface Attempt {
  /** When it was begun, ms since 1970. */
  readonly at: number;
  /** How long it took; absent: it is under way, or was cut short. */
  readonly ms?: number;
  readonly status?: number;
  readonly error?: CallError;
}

/** That the end of one run is to be told to the broadcast's webhook, and how that went. */
export interface Telling {
  /** The broadcast as it ended: what is told, whatever becomes of it later. */
  readonly ended: Broadcast;
  readonly state: 'pending' | 'delivered' | 'failed';
  /** The newest of them, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Attempts since it was last asked for: what the next wait goes by. */
  readonly made: number;
  /** When the next attempt is due while it is pending, ms since 1970. */
  readonly nextAt?: number;
}

export interface StoredTelling extends Telling {
  readonly etag: string;
}

/** Among a tenant's broadcasts: `w…` tellings. Runs have six digits, so that their order is that of the keys. */
export const tellingRow = (id: string, run: number) => `w${id}-${String(run).padStart(6, '0')}`;
export const tellingRange = (id: string) => ({ from: `w${id}-`, before: `w${id}.` });
/**
 * "This one is still to be told": among the rows of those that have work, so that the watcher finds both in one reading. What
 * follows its letters is no broadcast's id, by which whoever looks for those leaves it out.
 */
const untoldRow = (id: string, run: number) => `a${tellingRow(id, run)}`;

export const untoldRange = (id: string) => ({ from: `aw${id}-`, before: `aw${id}.` });

/** What an untold row's key names; nothing when it is another row's. */
export function untoldOf(key: string): { readonly broadcast: string; readonly run: number } | undefined {
  const [, broadcast, run] = /^aw([0-9a-z]{26})-(\d{6,})$/.exec(key) ?? [];
  return broadcast === undefined ? undefined : { broadcast, run: Number(run) };
}

/** Older attempts are forgotten, so that the row stays small however often it is asked for again. */
const KEPT = 50;

/**
 * A telling as it is to be stored: its row, and the mark that it is untold, or the end of that (then there must be one).
 * @param etag of the telling that was read; absent: there was none
 */
export function tellingChanges(telling: Telling, wid: string, etag?: string): readonly [Change, Change] {
  const { ended, attempts, ...columns } = telling;
  const { etag: _, ...plain } = ended as Broadcast & { etag?: string };
  const values = {
    ...encodeBroadcast(plain),
    ...columns,
    attempts: JSON.stringify(attempts.slice(-KEPT)),
    [WID]: wid,
  };
  const key = tellingRow(ended.id, ended.run);
  const mark = untoldRow(ended.id, ended.run);
  const told: Change = etag === undefined ? { do: 'put', key, values } : { do: 'replace', key, values, etag };
  if (telling.nextAt !== undefined) return [told, { do: 'put', key: mark, values: { v: 1, at: telling.nextAt } }];
  return [told, { do: 'delete', key: mark }];
}

/** Reads a telling's row. @throws {DamagedRow} */
export function decodeTelling(row: Row, tenant: string): StoredTelling {
  const c = new Columns({ table: 'Broadcasts', partition: tenant, row: row.key }, row.values);
  const { etag, ...ended } = decodeBroadcast(row, tenant, tellingRow);
  if (ended.end === undefined) c.damaged('end');
  if (ended.webhook === undefined) c.damaged('webhook');
  const state = c.oneOf('state', ['pending', 'delivered', 'failed']);
  if (c.has('nextAt') !== (state === 'pending')) c.damaged('nextAt');
  return {
    ended,
    state,
    attempts: c.json('attempts', (value) => listOf(value, isAttempt)),
    made: c.count('made'),
    ...(c.has('nextAt') && { nextAt: c.instant('nextAt') }),
    etag,
  };
}

const isAttempt = (value: unknown): value is Attempt =>
  hasShape<Attempt>(value, {
    at: isInstant,
    ms: optional(isCount),
    status: optional(isCount),
    error: optional((error) => typeof error === 'string' && Object.hasOwn(callErrors, error)),
  });
