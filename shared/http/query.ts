import type { HttpRequest } from '@azure/functions';
import type { BroadcastFilter } from '../api/service.ts';
import { broadcastStatuses } from '../api/views/broadcast.ts';
import type { DeliveryFilter } from '../api/walk-deliveries.ts';
import { auditedActions } from '../audit/entry.ts';
import type { AuditFilter } from '../audit/trail.ts';
import { Problem } from '../errors.ts';
import { isClean } from '../input/characters.ts';
import { deliveryStates } from '../shard/delivery.ts';
import { reasonCodes } from '../shard/reasons.ts';
import { readTimes } from './times.ts';

/** An empty parameter (`?cursor=`) is one that is not given: what a template leaves behind. */
export function parameter(request: HttpRequest, name: string): string | undefined {
  return request.query.get(name) || undefined;
}

/** What a list in the query names: given several times, or separated by commas, which to some hosts is the same. */
function list(request: HttpRequest, name: string): readonly string[] {
  return request.query
    .getAll(name)
    .join(',')
    .split(',')
    .filter((part) => part !== '');
}

/**
 * Which page of a list: at most `limit` items, after `cursor`.
 * @param usual how many when the request does not say
 * @throws {Problem} invalid-limit
 */
export function readPage(request: HttpRequest, usual = 100): { limit: number; cursor?: string } {
  const given = parameter(request, 'limit') ?? String(usual);
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

/**
 * Which deliveries: `state` (several), `code` of the reason, `q` that the recipient's id begins with.
 * @throws {Problem} invalid-state, invalid-query
 */
export function readDeliveryFilter(request: HttpRequest): DeliveryFilter {
  const states = list(request, 'state').map((given) => {
    const state = deliveryStates.find((known) => known === given);
    if (!state) throw new Problem('invalid-state', { detail: `\`state\` is of ${deliveryStates.join(', ')}.` });
    return state;
  });
  const code = parameter(request, 'code');
  if (code !== undefined && !reasonCodes.some((known) => known === code)) {
    throw new Problem('invalid-query', { detail: `\`code\` is of ${reasonCodes.join(', ')}.` });
  }
  const prefix = parameter(request, 'q')?.toLowerCase();
  if (prefix !== undefined && !/^[0-9a-f-]{1,36}$/.test(prefix)) {
    throw new Problem('invalid-query', { detail: '`q` is the beginning of an AAD object id: hex digits and hyphens.' });
  }
  return {
    ...(states.length > 0 && { states }),
    ...(code !== undefined && { code }),
    ...(prefix !== undefined && { prefix }),
  };
}

/**
 * Which broadcasts: `status` (several), `createdBy`, `test`, and `from` and `to`, between which they were created.
 * @throws {Problem} invalid-query
 */
export function readBroadcastFilter(request: HttpRequest): BroadcastFilter {
  const statuses = list(request, 'status').map((given) => {
    const status = broadcastStatuses.find((known) => known === given);
    if (!status) throw new Problem('invalid-query', { detail: `\`status\` is of ${broadcastStatuses.join(', ')}.` });
    return status;
  });
  const createdBy = parameter(request, 'createdBy');
  if (createdBy !== undefined && (createdBy.length > 256 || !isClean(createdBy))) {
    throw new Problem('invalid-query', { detail: '`createdBy` is an author as broadcasts show it.' });
  }
  return {
    ...(statuses.length > 0 && { statuses }),
    ...(createdBy !== undefined && { createdBy }),
    ...readTest(request),
    ...readTimes(parameter(request, 'from'), parameter(request, 'to')),
  };
}

/** Whether tests are asked for (`?test=true`). @throws {Problem} invalid-query */
function readTest(request: HttpRequest): { test?: boolean } {
  const given = parameter(request, 'test');
  if (given === undefined) return {};
  if (given !== 'true' && given !== 'false') {
    throw new Problem('invalid-query', { detail: '`test` is `true` or `false`.' });
  }
  return { test: given === 'true' };
}

/**
 * Which entries of the audit: `action` (several), `by`, `target`, and `from` and `to`, between which they were asked.
 * @throws {Problem} invalid-query
 */
export function readAuditFilter(request: HttpRequest): AuditFilter {
  const actions = list(request, 'action').map((given) => {
    const action = auditedActions.find((known) => known === given);
    if (!action) throw new Problem('invalid-query', { detail: `\`action\` is of ${auditedActions.join(', ')}.` });
    return action;
  });
  const by = shortText(request, 'by');
  const target = shortText(request, 'target');
  return {
    ...(actions.length > 0 && { actions }),
    ...(by !== undefined && { by }),
    ...(target !== undefined && { target }),
    ...readTimes(parameter(request, 'from'), parameter(request, 'to')),
  };
}

function shortText(request: HttpRequest, name: string): string | undefined {
  const given = parameter(request, name);
  if (given !== undefined && (given.length > 256 || !isClean(given))) {
    throw new Problem('invalid-query', { detail: `\`${name}\` is an id or a name as the audit shows it.` });
  }
  return given;
}
