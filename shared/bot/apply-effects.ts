import { changeConversation } from '../audience/conversations.ts';
import type { Log } from '../log/log.ts';
import type { Patience } from '../storage/patience.ts';
import type { Table } from '../storage/table.ts';
import { StorageRefused } from '../storage/table.ts';
import type { Effect } from './effect.ts';

/**
 * Writes what an activity changes, row by row. It can stop anywhere and be done again, in any order with others: see
 * audience/merge-conversation.ts. What storage will never take (a key too long) is left out: sent again, it would not
 * be taken either.
 * @param table the table `Conversations`
 * @throws {StorageUnavailable} when not all could be written; doing it again is safe
 */
export async function applyEffects(
  patience: Patience,
  table: Table,
  tenant: string,
  effects: readonly Effect[],
  log: Log,
): Promise<void> {
  for (const { key, change } of effects) {
    try {
      await changeConversation(patience, table, tenant, key, change);
    } catch (error) {
      if (!(error instanceof StorageRefused)) throw error;
      log('warn', 'conversation-not-storable', { tenant, cause: error.message });
    }
  }
}
