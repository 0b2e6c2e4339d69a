import { decodeCursor } from '../cursor.ts';
import { Problem } from '../errors.ts';

/**
 * The row of the broadcast behind which a list goes on.
 * @param kind which list it is of
 * @returns nothing without a cursor: from the newest on
 * @throws {Problem} `invalid-cursor` when it is none of this list's
 */
export function broadcastAfter(kind: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [after = ''] = decodeCursor(kind, cursor);
  if (!after.startsWith('b')) throw new Problem('invalid-cursor');
  return after;
}
