import type { AudienceRequest } from './audience-request.ts';
import type { BroadcastRequest } from './parse-broadcast.ts';

/**
 * The request as JSON that is the same for the same request: names sorted, ids as parsed (lower case, sorted, each
 * once), defaults filled in. To be hashed, so that a repeated Idempotency-Key can be told from a reused one. A
 * confirmation is no part of it: it is given to the request that was refused for want of it.
 */
export function canonicalBody(request: BroadcastRequest): string {
  const { confirm: _, ...asked } = request;
  return canonical(asked);
}

/** An audience, as {@link canonicalBody}. */
export function canonicalAudience(audience: AudienceRequest): string {
  return canonical(audience);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
