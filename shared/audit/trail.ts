import { type Context, freshId } from '../context.ts';
import { encodeCursor, rowIn } from '../input/cursor.ts';
import { FirstFew } from '../log/first-few.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import type { Row } from '../storage/table.ts';
import type { Asked, AuditEntry, AuditedAction } from './entry.ts';
import {
  askedRow,
  decodeAsked,
  decodeOutcome,
  encodeAsked,
  encodeOutcome,
  entriesBetween,
  entryId,
  isEntryRow,
  ofRow,
  outcomeRow,
} from './entry-row.ts';
import { type BeginEntry, boundedRefusals, type KeepRefusal } from './refusals.ts';

/** Which entries. */
export interface AuditFilter {
  /** One of these. */
  readonly actions?: readonly AuditedAction[];
  /** The id or the name of who did it. */
  readonly by?: string;
  /** The id of what it was meant for, or of what it made. */
  readonly target?: string;
  /** Asked at or after this, ms since 1970. */
  readonly since?: number;
  /** Asked before this, ms since 1970. */
  readonly until?: number;
}

/** Part of the entries that fit, the newest first. */
export interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly next: string | null;
}

/** Who did what. Nothing that was written is ever changed. */
export interface AuditTrail {
  readonly begin: BeginEntry;
  /** Keeps that somebody was refused, who may ask again and again: the first few of a minute, and how many more there were. */
  readonly refused: KeepRefusal;
  /** Waits until an entry is kept, or for a moment: longer, nobody who stops something is to wait for their answer. */
  shortly(asked: Asked, kept: Promise<void>): Promise<void>;
  /** The newest first. @throws {Problem} invalid-cursor */
  list(tenant: string, query: AuditFilter & { limit: number; cursor?: string }): Promise<AuditPage>;
  /** All that fit, some hundreds at a time. */
  each(tenant: string, filter: AuditFilter): AsyncGenerator<readonly AuditEntry[], void, void>;
}

/** Nobody waits longer than this for an entry to be kept, ms: who calls gives up at some time, too. */
const PATIENCE_MS = 5_000;
/** And no longer than this if what they did is to stop something, ms. */
const MOMENT_MS = 2_000;
/** So many rows are read at once; a page of a list looks at this many at most. */
const ROWS = 1_000;
const CURSOR = 'audit';

type Ports = Pick<Context, 'clock' | 'now' | 'random' | 'log' | 'audit' | 'stopping'>;

/** @param few by which refusals are counted: one for a process */
export function openTrail(context: Ports, few = new FirstFew(context)): AuditTrail {
  const { audit: table } = context;
  const patience = { clock: context.clock, patienceMs: PATIENCE_MS };

  /** The entries of one reading, each with its outcome, and the row behind which the next one begins. */
  async function entriesAfter(tenant: string, { since, until }: AuditFilter, after: string | undefined) {
    const range = { ...entriesBetween(since, until), ...(after !== undefined && { after }), limit: ROWS };
    const { rows, more } = await table.range(patience, tenant, range);
    const all = more ? [...rows, ...(await outcomeBehind(tenant, rows.at(-1)))] : rows;
    const last = all.at(-1)?.key;
    return { entries: joined(tenant, all), next: more && last !== undefined ? last : undefined };
  }

  /** A reading may end between the two rows of an entry. */
  async function outcomeBehind(tenant: string, last: Row | undefined): Promise<readonly Row[]> {
    if (!last || ofRow(last.key).isOutcome) return [];
    const key = outcomeRow(ofRow(last.key).id);
    return (await table.range(patience, tenant, { from: key, before: `${key}~`, limit: 1 })).rows;
  }

  function joined(tenant: string, rows: readonly Row[]): readonly AuditEntry[] {
    const outcomes = new Map(rows.map((row) => [row.key, row]));
    return rows.flatMap((row) => {
      const { id, isOutcome } = ofRow(row.key);
      if (isOutcome) return [];
      const asked = intact(() => decodeAsked(row, tenant));
      const behind = outcomes.get(outcomeRow(id));
      const outcome = behind && intact(() => decodeOutcome(behind, tenant));
      return asked ? [{ id, ...asked, ...(outcome && { outcome }) }] : [];
    });
  }

  const intact = <T>(read: () => T): T | undefined =>
    unlessDamaged(read, (damage) => context.log('error', 'row-damaged', damage.fields));

  const begin: AuditTrail['begin'] = async (tenant, asked) => {
    const at = Math.floor(context.now());
    const id = entryId(at, freshId(context));
    await table.add(patience, tenant, askedRow(id), encodeAsked(asked, at));
    return async (outcome) => {
      try {
        await table.add(patience, tenant, outcomeRow(id), encodeOutcome(outcome, Math.floor(context.now())));
      } catch (error) {
        const { action, request } = asked;
        context.log('error', 'audit-outcome-not-kept', { id, action, request: request.id, error: String(error) });
      }
    };
  };

  return {
    begin,
    refused: boundedRefusals(begin, few),

    async shortly({ action, request }, kept) {
      const over = new AbortController();
      const late = context.clock.sleep(MOMENT_MS, over.signal).then(() => {
        if (!over.signal.aborted) context.log('warn', 'audit-late', { action, request: request.id });
      });
      await Promise.race([kept.finally(() => over.abort()), late]);
    },

    async list(tenant, { limit, cursor, ...filter }) {
      const after = cursor === undefined ? undefined : rowIn(CURSOR, cursor, isEntryRow);
      const { entries, next } = await entriesAfter(tenant, filter, after);
      const fitting = entries.filter((entry) => fits(entry, filter));
      const items = fitting.slice(0, limit);
      const last = fitting.length > limit ? outcomeRow(items.at(-1)!.id) : next;
      return { items, next: last === undefined ? null : encodeCursor(CURSOR, [last]) };
    },

    async *each(tenant, filter) {
      let after: string | undefined;
      do {
        const { entries, next } = await entriesAfter(tenant, filter, after);
        yield entries.filter((entry) => fits(entry, filter));
        after = next;
      } while (after !== undefined);
    },
  };
}

function fits({ action, by, target, outcome }: AuditEntry, filter: AuditFilter): boolean {
  if (filter.actions && !filter.actions.includes(action)) return false;
  if (filter.by !== undefined && by.id !== filter.by && by.name !== filter.by) return false;
  return filter.target === undefined || target?.id === filter.target || outcome?.made?.id === filter.target;
}
