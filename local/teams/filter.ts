import type { ArrivedRequest, RequestFilter, UserRef } from './request.ts';

/** Turns a filter into a predicate. No filter means every request. */
export function compileFilter(
  filter: RequestFilter | undefined,
  resolve: (user: UserRef) => number,
): (request: ArrivedRequest) => boolean {
  if (filter === undefined) return () => true;
  if (typeof filter === 'function') return filter;
  const user = filter.user === undefined ? undefined : resolve(filter.user);
  const operations = filter.operation === undefined ? undefined : [filter.operation].flat();
  return (request) =>
    (user === undefined || request.user === user) &&
    (operations === undefined || operations.includes(request.operation));
}
