import { TENANTS } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import { REFUSED, refusedBefore } from '../records/refused-row.ts';
import { marksBefore } from '../records/release-mark.ts';
import { senders } from '../records/senders.ts';
import { deleteRange } from '../storage/delete-range.ts';
import { rowsPatiently } from '../storage/rows.ts';
import { deleteForgotten } from './delete-forgotten.ts';
import { forgetBroadcasts } from './forget-broadcasts.ts';
import { forgetConversations } from './forget-conversations.ts';

/** A run begins nothing more after this, ms: half of what a function has (host.json). What is left is the next one's. */
const BUDGET = 300_000;

/** What a run came to. */
export interface Forgotten {
  /** Out of sight since this run. */
  readonly broadcasts: number;
  /** Of which nothing is left since this run. */
  readonly deleted: number;
  readonly conversations: number;
}

/**
 * Deletes what is kept for no longer: broadcasts that have been over for as long as the setting says, jobs that were
 * refused, conversations in which nobody can be reached any more. Without such a setting it goes on with what is out of sight
 * already, for nobody would find it any more, and does nothing else. The audit is never touched. Done again, or by two at once, it changes nothing; cut short, the next run goes on.
 */
export async function forget(context: Context): Promise<Forgotten> {
  const { retention, clock, stopping } = context;
  const forgotten = { broadcasts: 0, deleted: 0, conversations: 0 };
  const end = clock.monotonic() + BUDGET;
  const isOver = () => stopping.aborted || clock.monotonic() >= end;
  const before = retention === undefined ? undefined : context.now() - retention;
  for await (const tenant of senders(context)) {
    await apart(context, tenant, async () => {
      forgotten.deleted += await deleteForgotten(context, tenant, isOver);
      if (before === undefined) return;
      forgotten.broadcasts += await forgetBroadcasts(context, tenant, before, isOver);
      await deleteRange(context, context.tables.broadcasts, tenant, marksBefore(before), isOver);
    });
  }
  if (before !== undefined) {
    await apart(context, REFUSED, async () => {
      await deleteRange(context, context.tables.broadcasts, REFUSED, refusedBefore(before), isOver);
    });
    for await (const { key } of rowsPatiently(context, context.tables.conversations, TENANTS, { columns: ['v'] })) {
      await apart(context, key, async () => {
        forgotten.conversations += await forgetConversations(context, key, before, isOver);
      });
    }
  }
  if (Object.values(forgotten).some((count) => count > 0)) context.log('info', 'forgotten', { ...forgotten });
  return forgotten;
}

/** One tenant's trouble does not keep the others' data for longer. */
async function apart(context: Context, tenant: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    context.log('error', 'forget-failed', { tenant, error: String(error) });
  }
}
