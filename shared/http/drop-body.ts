import type { HttpRequest } from '@azure/functions';

/** So much of a body that nobody wants is read all the same, bytes; who sends more finds the connection closed. */
export const MOST_DROPPED = 16 * 1_048_576;

/**
 * Reads what is left of a body, and keeps nothing: a connection on which an unread body stands is of no use to the next
 * request, and a client that is cut off while it writes never sees the answer.
 */
export async function dropBody({ body, bodyUsed }: HttpRequest): Promise<void> {
  if (!body || bodyUsed || body.locked) return;
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > MOST_DROPPED) return;
    }
  } catch {
    // The client has gone: nobody waits for the answer either.
  }
}
