import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import type { ProblemDetail } from '../errors/problem.ts';
import { encodeCursor, rowIn } from '../input/cursor.ts';
import { logDamage } from '../log/log-damage.ts';
import { bodyRow, decodeBody } from '../records/body-row.ts';
import { REFUSED, refusedRow } from '../records/refused-row.ts';
import { hasShape, isText, listOf, optional } from '../storage/columns.ts';
import { rangePatiently } from '../storage/commit.ts';
import { unlessDamaged } from '../storage/damaged-row.ts';
import { type Change, type Row, StorageUnavailable } from '../storage/table.ts';
import { plainOf, rewritten, withoutKeys } from './refused-text.ts';
import type { PageOf } from './views/page.ts';
import type { RefusedView } from './views/refused.ts';

/** A job from the queue that was not taken, and why. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly ProblemDetail[];
  /** What was on the queue. */
  readonly text: string;
  /** The tenant it names, as far as that could be read. */
  readonly tenant?: string;
}

/** As it is kept: whose it is, is not shown. */
type Stored = RefusedView & Pick<Refusal, 'tenant'>;

/** So much of a refused job is kept; a queue message has up to 64 KiB, most of it a list of ids. */
const KEPT = 4_096;
const CURSOR = 'refused';
const isRow = (key: string) => /^\d{15,16}-[0-9a-f]{16}$/.test(key);

/**
 * Keeps a refused job. The same job refused again (a queue delivers more than once) is the same row.
 * @param at when it was put on the queue (ms), so that repeated deliveries agree on it
 * @throws {StorageUnavailable}
 */
export async function keepRefused(context: Context, refusal: Refusal, at: number): Promise<void> {
  const id = createHash('sha256').update(refusal.text).digest('hex').slice(0, 16);
  const key = refusedRow(at, id);
  const text = withoutKeys(refusal.text).slice(0, KEPT);
  const stored: Stored = { ...refusal, id: key, refusedAt: new Date(at).toISOString(), text };
  const answer = await context.tables.broadcasts.write(REFUSED, [bodyRow(key, stored)]);
  if (answer.outcome === 'unanswered')
    throw new StorageUnavailable(`A refused job could not be kept (${answer.cause}).`);
  context.log('warn', 'job-refused', {
    id: key,
    code: refusal.code,
    faults: refusal.errors.map((e) => `${e.path} ${e.code}`),
  });
}

/** The refused jobs whose text names somebody, or whose reasons do: those of their tenant, and those that name none. */
export async function* refusedNaming(
  context: Context,
  tenant: string,
  person: string,
): AsyncGenerator<{ readonly row: Row; readonly view: Stored }, void, void> {
  for (let after: string | undefined; ; ) {
    const range = { ...(after !== undefined && { after }), limit: 1_000 };
    const page = await rangePatiently(context, context.tables.broadcasts, REFUSED, range);
    for (const row of page.rows) {
      const view = unlessDamaged(() => decodeBody(row, REFUSED, storedRefusal), logDamage(context));
      if (!view || (view.tenant !== undefined && view.tenant !== tenant)) continue;
      const told = JSON.stringify({ ...view, text: plainOf(view.text) });
      if (told.toLowerCase().includes(person)) yield { row, view };
    }
    after = page.rows.at(-1)?.key;
    if (!page.more || after === undefined) return;
  }
}

/**
 * Takes somebody out of the jobs that were refused: the rest of each stays as it was.
 * @returns in how many they were
 * @throws {StorageUnavailable} asked again, it is done once
 */
export async function eraseFromRefused(context: Context, tenant: string, person: string): Promise<number> {
  let erased = 0;
  const named = new RegExp(person, 'gi');
  for await (const { row, view } of refusedNaming(context, tenant, person)) {
    const without = (text: string) => text.replaceAll(named, 'deleted');
    const others: Stored = JSON.parse(without(JSON.stringify(view)));
    const kept = { ...others, text: rewritten(view.text, without) };
    const answer = await context.tables.broadcasts.write(REFUSED, [{ ...bodyRow(row.key, kept), do: 'put' } as Change]);
    if (answer.outcome === 'unanswered')
      throw new StorageUnavailable(`A refused job was not changed (${answer.cause}).`);
    erased++;
  }
  return erased;
}

/**
 * Lists refused jobs, the newest first; one whose row is damaged is left out.
 * @param isShown by the tenant a job names, if it names one
 * @throws {Problem} `invalid-cursor`
 */
export async function listRefused(
  context: Context,
  { limit, cursor }: { limit: number; cursor?: string },
  isShown: (tenant: string | undefined) => boolean,
): Promise<PageOf<RefusedView>> {
  const after = cursor === undefined ? undefined : rowIn(CURSOR, cursor, isRow);
  const items: RefusedView[] = [];
  let last = after;
  for (let more = true; more && items.length < limit; ) {
    const range = { ...(last !== undefined && { after: last }), limit: limit - items.length };
    const page = await rangePatiently(context, context.tables.broadcasts, REFUSED, range);
    for (const row of page.rows) {
      const stored = unlessDamaged(() => decodeBody(row, REFUSED, storedRefusal), logDamage(context));
      if (!stored || !isShown(stored.tenant)) continue;
      const { tenant: _, ...item } = stored;
      items.push(item);
    }
    last = page.rows.at(-1)?.key ?? last;
    more = page.more;
    if (!more || page.rows.length === 0) return { items, next: null };
  }
  return { items, next: last === undefined ? null : encodeCursor(CURSOR, [last]) };
}

function storedRefusal(value: unknown): Stored | undefined {
  const errors = (all: unknown) => listOf(all, isDetail) !== undefined;
  const shown = { id: isText, refusedAt: isText, code: isText, detail: isText, errors, text: isText };
  const shape = { ...shown, tenant: optional(isText) };
  return hasShape<Stored>(value, shape) ? value : undefined;
}

const isDetail = (value: unknown): value is ProblemDetail =>
  hasShape<ProblemDetail>(value, { path: isText, code: isText, message: isText });
