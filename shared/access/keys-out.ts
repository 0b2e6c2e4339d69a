import { Problem } from '../errors/problem.ts';
import type { Log } from '../log/log.ts';
import type { KeysUnavailable } from './signing-keys.ts';

/**
 * What a request is answered whose token nobody can check while its authority is out. Until that is back, strangers can have any number
 * refused so: the line that every 5xx has is written here, by a log that is bounded, and not by whoever answers.
 */
export function unchecked(code: 'sign-in-unavailable' | 'internal-error', cause: KeysUnavailable, log: Log): Problem {
  // Without its trace, so that all are alike. Why there are no keys is said by `signing-keys-not-read`.
  log('error', 'request-failed', { code, error: String(cause) });
  return new Problem(code, { cause, isLogged: true });
}
