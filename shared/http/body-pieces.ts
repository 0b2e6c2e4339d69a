import type { HttpRequest } from '@azure/functions';

/** A body was not all there when its time was over. */
export class BodyLate extends Error {
  override readonly name = 'BodyLate';
}

/** Bodies that were given up: nobody waits for them again. */
const late = new WeakSet<HttpRequest>();

/**
 * A body piece by piece. Who stops early leaves it open: to cancel it would end the connection, and with it the answer.
 * @param patience so long all of it may take, ms: neither the host in front nor Node ends a body that goes on a byte at a time
 * @throws {BodyLate}
 */
export async function* piecesOf(request: HttpRequest, patience: number): AsyncGenerator<Uint8Array, void, void> {
  const { body } = request;
  if (!body) return;
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.add(request);
    reject(new BodyLate('The body did not arrive in time.'));
  }, patience);
  const pieces = body.values({ preventCancel: true });
  try {
    for (;;) {
      const { done, value } = await Promise.race([pieces.next(), over]);
      if (done) return;
      yield value;
    }
  } finally {
    clearTimeout(timer);
    // It lets go of the body when the piece is there that was waited for, if ever: nobody waits for that.
    void pieces.return?.();
  }
}

/** Whether a body was given up. */
export function isLate(request: HttpRequest): boolean {
  return late.has(request);
}
