/**
 * Deletes in a transaction only under their ETags.
 *
 * @azure/data-tables (13.3.2) writes `If-Match: *` for every delete in a transaction, whatever ETag the caller names. So
 * the transaction is corrected on its way out. A request is known by its abort signal, the one thing of ours that the
 * SDK passes along.
 */
import type { Policy } from './azure-wire.ts';
import type { Change } from './table.ts';

/** The head of a delete inside a transaction's body, up to its precondition. */
const deletes = /^(DELETE [^\r\n]+\r\n(?:[^\r\n]+\r\n)*?If-Match: )\*(?=\r\n)/gim;

export class ConditionalDeletes {
  readonly #etags = new WeakMap<object, readonly string[]>();

  /** The signal to send these changes with, as one transaction. */
  signalFor(changes: readonly Change[]): AbortSignal {
    const { signal } = new AbortController();
    const etags = changes.flatMap((change) => (change.do === 'delete' ? [change.etag ?? '*'] : []));
    if (etags.some((etag) => etag !== '*')) this.#etags.set(signal, etags);
    return signal;
  }

  /** The step that puts the ETags in, before the request is signed and sent. */
  readonly policy: Policy = {
    name: 'carillonConditionalDeletes',
    sendRequest: (request, next) => {
      const etags = request.abortSignal && this.#etags.get(request.abortSignal);
      if (etags) request.body = withEtags(String(request.body), etags);
      return next(request);
    },
  };
}

/**
 * @param etags of all deletes, in the order of the body
 * @throws {Error} when the body has another number of deletes: the SDK writes it otherwise than this was made for
 */
function withEtags(body: string, etags: readonly string[]): string {
  let found = 0;
  const corrected = body.replace(deletes, (_all, head: string) => head + (etags[found++] ?? '*'));
  if (found !== etags.length) throw new Error(`a transaction has ${found} deletes instead of ${etags.length}`);
  return corrected;
}
