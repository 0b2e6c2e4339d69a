import { setTimeout as sleep } from 'node:timers/promises';

/** For how long a request is asked again, ms. */
export interface Patience {
  /** Where nobody listens: a wrong address should be told soon. */
  readonly absent: number;
  /** Where somebody was there: an answer was lost, or was "later". */
  readonly busy: number;
}

export const usualPatience: Patience = { absent: 1_000, busy: 30_000 };
/** Who watches sits out a deployment. */
export const watchingPatience: Patience = { absent: 120_000, busy: 120_000 };

const FIRST_WAIT = 250;
const LONGEST_WAIT = 8_000;
/** Statuses that mean "later". A 500 is not one: what failed there fails again. */
const later = new Set([429, 502, 503, 504]);
/** Codes of a connection that was there, or may have been. Any other failure means that nobody is at the address. */
const lost = new Set([
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
]);

/** Whether an answer says to ask again. */
export function isLater(status: number): boolean {
  return later.has(status);
}

/** Whether a failed `fetch` lost its answer, and did not only find nobody at the address. */
export function isLost(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } };
  return lost.has(cause?.code ?? '');
}

/** The seconds of a Retry-After header, in ms; nothing where there is none that can be read. */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** The waits between the tries of one request. */
export class Waits {
  readonly #began = performance.now();
  #next = FIRST_WAIT;

  /**
   * Waits before the next try.
   * @param limit ms since the first try that a next one may begin
   * @param asked ms that the other side asks for; else twice the last wait
   * @returns false, at once, when it would be too late
   */
  async wait(limit: number, asked: number | undefined, signal: AbortSignal): Promise<boolean> {
    const ms = asked ?? this.#next;
    this.#next = Math.min(LONGEST_WAIT, this.#next * 2);
    if (performance.now() - this.#began + ms > limit) return false;
    await sleep(ms, undefined, { signal });
    return true;
  }
}
