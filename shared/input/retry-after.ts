/** No sensible service asks for more: a day, ms. */
const LONGEST = 24 * 3_600_000;

/**
 * The header Retry-After: seconds, which Teams also writes with a decimal point, or a date.
 * @param header as it came; undefined when there was none
 * @param sent when the answer was made, by the same clock as the date (its header Date), ms since 1970
 * @returns how long to wait, ms; undefined when it says nothing one could use
 */
export function retryAfterOf(header: string | undefined, sent: number): number | undefined {
  const value = header?.trim() ?? '';
  const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - sent;
  return Number.isFinite(wait) ? Math.min(Math.max(0, Math.ceil(wait)), LONGEST) : undefined;
}
