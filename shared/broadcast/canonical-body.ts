import type { BroadcastRequest } from './parse-broadcast.ts';

/**
 * The request as JSON that is the same for the same request: names sorted, ids as parsed (lower case, sorted, each
 * once), defaults filled in. To be hashed, so that a repeated Idempotency-Key can be told from a reused one.
 */
export function canonicalBody(request: BroadcastRequest): string {
  return canonical(request);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
