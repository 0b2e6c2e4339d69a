import type { HttpResponseInit } from '@azure/functions';
import { errorCatalogue } from '../errors/catalogue.ts';
import type { Problem } from '../errors/problem.ts';
import { challengeOf } from './challenge.ts';

/** Nothing here is for a cache (it changes while it is read), and nothing is to be taken for another type than it is. */
export const always = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponseInit {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...always, ...headers },
    body: JSON.stringify(body),
  };
}

/**
 * A problem as problem+json (RFC 9457). `type` is a URI reference, the same for each occurrence of the code; `code` is
 * what programs compare; `action` says what to do.
 * @param correlationId under which the log has the cause
 */
export function problemResponse(
  problem: Problem,
  headers: Record<string, string> = {},
  correlationId?: string,
): HttpResponseInit {
  const { title, action } = errorCatalogue[problem.code];
  const body = {
    type: `/problems/${problem.code}`,
    title,
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    action,
    ...(problem.errors && { errors: problem.errors }),
    ...(correlationId && { correlationId }),
  };
  return jsonResponse(problem.status, body, {
    'Content-Type': 'application/problem+json',
    ...(problem.retryAfter !== undefined && { 'Retry-After': String(problem.retryAfter) }),
    ...challengeOf(problem),
    ...headers,
  });
}
