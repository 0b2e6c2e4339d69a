import type { RetryAfterForm } from './limits.ts';

/**
 * The text of a Retry-After header.
 * @param wait milliseconds until it is worth trying again
 * @param now milliseconds since 1970
 * @returns undefined when the form is to say nothing
 */
export function retryAfterHeader(form: RetryAfterForm, wait: number, now: number): string | undefined {
  switch (form) {
    case 'seconds':
      return String(Math.ceil(wait / 1000));
    case 'decimal':
      return (Math.ceil(wait) / 1000).toString();
    case 'date':
      // A date has whole seconds: the next one at or after the time, so that who waits for it is not too early.
      return new Date(Math.ceil((now + wait) / 1000) * 1000).toUTCString();
    case 'none':
      return undefined;
  }
}
