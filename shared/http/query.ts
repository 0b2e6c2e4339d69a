import type { HttpRequest } from '@azure/functions';
import { Problem } from '../errors.ts';
import { type DeliveryState, deliveryStates } from '../shard/shard.ts';

/** An empty parameter (`?cursor=`) is one that is not given: what a template leaves behind. */
function parameter(request: HttpRequest, name: string): string | undefined {
  return request.query.get(name) || undefined;
}

/**
 * Which page of a list: at most `limit` items (default 100), after `cursor`.
 * @throws {Problem} invalid-limit
 */
export function readPage(request: HttpRequest): { limit: number; cursor?: string } {
  const given = parameter(request, 'limit') ?? '100';
  const limit = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (limit < 1 || limit > 1_000) throw new Problem('invalid-limit');
  const cursor = parameter(request, 'cursor');
  return { limit, ...(cursor !== undefined && { cursor }) };
}

/** @throws {Problem} invalid-request */
export function readTenant(request: HttpRequest): { tenant?: string } {
  const given = parameter(request, 'tenant')?.toLowerCase();
  if (given === undefined) return {};
  if (!/^[a-z0-9.-]{1,64}$/.test(given)) {
    throw new Problem('invalid-request', { detail: '`tenant` is a tenant id: letters, digits, dots and hyphens.' });
  }
  return { tenant: given };
}

/** Whether tests are asked for (`?test=true`). @throws {Problem} invalid-request */
export function readTest(request: HttpRequest): { test?: boolean } {
  const given = parameter(request, 'test');
  if (given === undefined) return {};
  if (given !== 'true' && given !== 'false') {
    throw new Problem('invalid-request', { detail: '`test` is `true` or `false`.' });
  }
  return { test: given === 'true' };
}

/** @throws {Problem} invalid-state */
export function readState(request: HttpRequest): { state?: DeliveryState } {
  const given = parameter(request, 'state');
  if (given === undefined) return {};
  const state = deliveryStates.find((known) => known === given);
  if (!state) throw new Problem('invalid-state', { detail: `\`state\` is one of ${deliveryStates.join(', ')}.` });
  return { state };
}
