import { rowIn } from '../input/cursor.ts';
import { isBroadcastId } from '../records/broadcast-id.ts';
import { idOfBroadcastRow } from '../records/broadcast-keys.ts';

/**
 * The row of the broadcast behind which a list goes on.
 * @param kind which list it is of
 * @returns nothing without a cursor: from the newest on
 * @throws {Problem} `invalid-cursor` when it is none of this list's
 */
export function broadcastAfter(kind: string, cursor: string | undefined): string | undefined {
  const isRow = (key: string) => key.startsWith('b') && isBroadcastId(idOfBroadcastRow(key));
  return cursor === undefined ? undefined : rowIn(kind, cursor, isRow);
}
