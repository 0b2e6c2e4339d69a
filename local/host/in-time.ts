/**
 * A request to a queue has been answered after so long, or never will be, in milliseconds: a connection can be open and
 * nobody at its other end, and the SDK has no time limit of its own (its `tryTimeoutInMs` only asks the service for one).
 * The real host waits for 100 s.
 */
const answerMs = 15_000;

/** The time limit of one request, with the tries the SDK makes of it. */
export function inTime(): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(answerMs) };
}
