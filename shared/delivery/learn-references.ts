import { userKey } from '../audience/conversation.ts';
import type { Context } from '../context.ts';
import type { Outcome } from '../shard/wave.ts';
import { readPatiently } from '../storage/commit.ts';
import { StorageUnavailable } from '../storage/table.ts';
import type { Itinerary } from './itinerary.ts';

/**
 * What Teams said about stored conversations while sending: uninstalled or blocked there. The next broadcast then
 * skips them, with the reason, until the user is heard from again.
 * @param began when the wave began (monotonic): an event that came since knows better
 */
export async function learnReferences(
  context: Context,
  tenant: string,
  itinerary: Itinerary,
  outcomes: ReadonlyMap<number, Outcome>,
  began: number,
): Promise<void> {
  const since = context.now() - (context.clock.monotonic() - began);
  const learn = async ([position, outcome]: [number, Outcome]): Promise<void> => {
    if (outcome.kind !== 'answered') return;
    const { verdict } = outcome;
    if (verdict.do !== 'fail' || !verdict.reference) return;
    try {
      await mark(context, tenant, itinerary.recipients[position]!.id, verdict.reference, since);
    } catch (error) {
      // The delivery itself is recorded; the next broadcast finds out again.
      if (!(error instanceof StorageUnavailable)) throw error;
      context.log('warn', 'reference-not-marked', { tenant });
    }
  };
  // All at once: the next wave is claimed already, and its slots do not wait.
  await Promise.all([...outcomes].map(learn));
}

async function mark(context: Context, tenant: string, user: string, state: string, since: number): Promise<void> {
  const { conversations } = context.tables;
  const row = await readPatiently(context, conversations, tenant, userKey(user));
  if (!row || Number(row.values['stateAt'] ?? 0) > since) return;
  const values = { ...row.values, state, stateAt: since };
  // Refused: an event came in between, and it knows better.
  await conversations.write(tenant, [{ do: 'replace', key: row.key, values, etag: row.etag }]);
}
