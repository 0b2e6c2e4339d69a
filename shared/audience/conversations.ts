import type { Patience } from '../storage/patience.ts';
import type { Table } from '../storage/table.ts';
import { decodeConversation, encodeConversation } from './conversation.ts';
import type { ConversationChange } from './merge-conversation.ts';
import { merge } from './merge-conversation.ts';
import { rewriteRow } from './rewrite-row.ts';

/**
 * Puts what an event says into the row of a conversation: one read, and one write if it is news.
 * @param table the table `Conversations`
 * @param tenant in lower case
 * @param key of conversation.ts
 * @throws {StorageUnavailable} when it could not be written; doing it again is safe
 */
export function changeConversation(
  patience: Patience,
  table: Table,
  tenant: string,
  key: string,
  change: ConversationChange,
): Promise<void> {
  return rewriteRow(patience, table, tenant, key, (row) => {
    const next = merge(row && decodeConversation(row.values), change);
    return next && encodeConversation(next);
  });
}
