import type { Problem } from '../errors/problem.ts';

/** What is wrong with a token, in the words of RFC 6750, 3.1; no more than that, for more would help a forger. */
const errorOf: Partial<Record<Problem['code'], string>> = {
  'invalid-token': 'invalid_token',
  forbidden: 'insufficient_scope',
};

/** The header that says how to sign in, for answers that say to (RFC 6750, 3). */
export function challengeOf({ code, status }: Problem): Record<string, string> {
  const error = errorOf[code];
  if (status !== 401 && error === undefined) return {};
  return { 'WWW-Authenticate': `Bearer realm="carillon"${error === undefined ? '' : `, error="${error}"`}` };
}
