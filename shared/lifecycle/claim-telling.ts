import { type Context, freshId } from '../context.ts';
import type { Broadcast } from '../records/broadcast.ts';
import {
  type Attempt,
  decodeTelling,
  type StoredTelling,
  type Telling,
  tellingChanges,
  tellingRow,
} from '../records/telling-row.ts';
import { commit, readPatiently } from '../storage/commit.ts';

/** Where a telling is. */
export type TellingPlace = Pick<Broadcast, 'tenant' | 'id' | 'run'>;

/** Who has begun an attempt has this long to call and to record it, ms: the call takes 15 s at most. Then another may. */
const CLAIM_LIFE = 60_000;
/** Jobs come a little early where clocks differ, ms. */
const EARLY = 2_000;

async function readTelling(context: Context, { tenant, id, run }: TellingPlace): Promise<StoredTelling | undefined> {
  const row = await readPatiently(context, context.tables.broadcasts, tenant, tellingRow(id, run));
  return row && decodeTelling(row, tenant);
}

/**
 * Changes a telling under its ETag, computed anew from what was read as often as somebody else is faster.
 * @param change the new one, or nothing when there is nothing to change
 * @returns what it was changed to; nothing when it was not
 * @throws {StorageUnavailable}
 */
export async function changeTelling(
  context: Context,
  place: TellingPlace,
  change: (telling: StoredTelling) => Telling | undefined,
): Promise<Telling | undefined> {
  for (;;) {
    const read = await readTelling(context, place);
    const next = read && change(read);
    if (!next) return undefined;
    const wid = freshId(context);
    const changes = tellingChanges(next, wid, read.etag);
    const { outcome } = await commit(context, context.tables.broadcasts, place.tenant, changes, wid);
    if (outcome === 'mine') return next;
  }
}

/**
 * Begins an attempt, if one is due: written down before anything is sent, so that of two who want to one does.
 * @returns the attempt's telling; nothing when none is due
 */
export function claimTelling(context: Context, place: TellingPlace): Promise<Telling | undefined> {
  return changeTelling(context, place, (telling) => {
    const now = context.now();
    if (telling.nextAt === undefined || now < telling.nextAt - EARLY) return undefined;
    const { etag: _, attempts, made, ...rest } = telling;
    const before = attempts.map((attempt) =>
      isOpen(attempt) ? ({ ...attempt, error: 'interrupted' } as const) : attempt,
    );
    return { ...rest, attempts: [...before, { at: now }], made: made + 1, nextAt: now + CLAIM_LIFE };
  });
}

/** Whether nobody knows yet what came of it. */
export const isOpen = ({ status, error }: Attempt): boolean => status === undefined && error === undefined;
