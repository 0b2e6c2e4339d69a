import type { HttpRequest } from '@azure/functions';
import { isLate, piecesOf } from './body-pieces.ts';

/** As api.md has it: 1 MB, in bytes. Of a body that does not say how long it is no more than this is ever read. */
export const BODY_LIMIT = 1_048_576;
/**
 * A body that says its length, and has no more than this, is read to its end though nobody wants it, bytes: so much is a
 * mistake (a picture in the message, a list of everybody), and its sender is to see the answer, and ask on.
 */
const MOST_DROPPED = 8 * BODY_LIMIT;

/** And so long it may take, ms: who asks for it may be a stranger, of whom nothing is known but that they were refused. */
const DROP_PATIENCE = 10_000;

/** Of so many at once the process waits for the rest; beyond, connections are closed: strangers hold no more of its memory. */
export const MOST_AT_ONCE = 100;
let waiting = 0;

/**
 * Reads what is left of a body, and keeps nothing: a connection on which an unread body stands is of no use to the next
 * request, and many a client that is cut off while it writes never sees the answer.
 * @returns whether it is through; else the connection is to be closed
 */
export async function dropBody(request: HttpRequest): Promise<boolean> {
  const { headers, bodyUsed } = request;
  const told = headers.get('content-length');
  if (isLate(request) || Number(told) > MOST_DROPPED) return false;
  if (request.body && waiting >= MOST_AT_ONCE) return false;
  // What was read already was either whole or too much: one more piece tells.
  let left = told !== null ? MOST_DROPPED : bodyUsed ? 0 : BODY_LIMIT;
  waiting++;
  try {
    for await (const piece of piecesOf(request, DROP_PATIENCE)) {
      left -= piece.byteLength;
      if (left < 0) return false;
    }
  } catch {
    // Else the client has gone: nobody waits for the answer either.
    return !isLate(request);
  } finally {
    waiting--;
  }
  return true;
}
