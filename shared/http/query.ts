import type { HttpRequest } from '@azure/functions';
import * as z from 'zod/mini';
import type { BroadcastFilter } from '../api/service.ts';
import { broadcastStatuses } from '../api/views/status.ts';
import type { DeliveryFilter } from '../api/walk-deliveries.ts';
import { auditedActions } from '../audit/entry.ts';
import type { AuditFilter } from '../audit/trail.ts';
import { isClean } from '../input/characters.ts';
import { deliveryStates } from '../shard/delivery.ts';
import { reasonCodes } from '../shard/reasons.ts';
import { readQuery, refusal, several } from './read-query.ts';
import { moment, stretch } from './times.ts';

interface LimitWords {
  /** How many when the request does not say. */
  readonly usual: number;
  readonly most: number;
  /** Said of more than that; absent: what the catalogue says. */
  readonly detail?: string;
}

/** Which page of a list: at most `limit` items, after `cursor`. */
export function pageQuery({ usual, most, detail }: LimitWords) {
  const noLimit = refusal('invalid-limit', detail);
  const number = z.pipe(z.string().check(z.regex(/^\d{1,4}$/, refusal('invalid-limit'))), z.transform(Number));
  const within = z.int().check(z.gte(1, refusal('invalid-limit')), z.lte(most, noLimit));
  return { limit: z._default(z.pipe(number, within), usual), cursor: z.optional(z.string()) };
}

/** The page of most lists. */
export const listQuery = pageQuery({ usual: 100, most: 1_000 });

/** @throws {Problem} invalid-limit */
export function readPage(request: HttpRequest, shape = listQuery): { limit: number; cursor?: string } {
  const { limit, cursor } = readQuery(request, shape);
  return { limit, ...(cursor !== undefined && { cursor }) };
}

/** Where something goes on that took too long for one call. */
export const cursorQuery = { cursor: z.optional(z.string()) };

export function readCursor(request: HttpRequest): { cursor?: string } {
  const { cursor } = readQuery(request, cursorQuery);
  return cursor === undefined ? {} : { cursor };
}

const noTenant = refusal('invalid-request', '`tenant` is a tenant id: letters, digits, dots and hyphens.');

/** Whose; may be left out when there is only one tenant. */
export const tenantQuery = {
  tenant: z.optional(z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/, noTenant), z.toLowerCase())),
};

/** @throws {Problem} invalid-request */
export function readTenant(request: HttpRequest): { tenant?: string } {
  const { tenant } = readQuery(request, tenantQuery);
  return tenant === undefined ? {} : { tenant };
}

/** Which deliveries: `state` (several), `code` of the reason, `q` that the recipient's id begins with. */
export const deliveryQuery = {
  state: several(deliveryStates, refusal('invalid-state', `\`state\` is of ${deliveryStates.join(', ')}.`)),
  code: z.optional(z.enum(reasonCodes, refusal('invalid-query', `\`code\` is of ${reasonCodes.join(', ')}.`))),
  q: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^[0-9A-Fa-f-]{1,36}$/,
          refusal('invalid-query', '`q` is the beginning of an AAD object id: hex digits and hyphens.'),
        ),
        z.toLowerCase(),
      ),
  ),
};

/** @throws {Problem} invalid-state, invalid-query */
export function readDeliveryFilter(request: HttpRequest): DeliveryFilter {
  const { state, code, q } = readQuery(request, deliveryQuery);
  return {
    ...(state && { states: state }),
    ...(code !== undefined && { code }),
    ...(q !== undefined && { prefix: q }),
  };
}

const noAuthor = refusal('invalid-query', '`createdBy` is an author as broadcasts show it.');

/** Which broadcasts: `status` (several), `createdBy`, `test`, and `from` and `to`, between which they were created. */
export const broadcastQuery = {
  status: several(broadcastStatuses, refusal('invalid-query', `\`status\` is of ${broadcastStatuses.join(', ')}.`)),
  createdBy: z.optional(z.string().check(z.maxLength(256, noAuthor), z.refine(isClean, noAuthor))),
  test: z.optional(z.enum(['true', 'false'], refusal('invalid-query', '`test` is `true` or `false`.'))),
  from: moment('from'),
  to: moment('to'),
};

/** @throws {Problem} invalid-query */
export function readBroadcastFilter(request: HttpRequest): BroadcastFilter {
  const { status, createdBy, test, from, to } = readQuery(request, broadcastQuery);
  return {
    ...(status && { statuses: status }),
    ...(createdBy !== undefined && { createdBy }),
    ...(test !== undefined && { test: test === 'true' }),
    ...stretch(from, to),
  };
}

const noName = (name: string) => refusal('invalid-query', `\`${name}\` is an id or a name as the audit shows it.`);
const nameIn = (name: string) =>
  z.optional(z.string().check(z.maxLength(256, noName(name)), z.refine(isClean, noName(name))));

/** Which entries of the audit: `action` (several), `by`, `target`, and `from` and `to`, between which they were asked. */
export const auditQuery = {
  action: several(auditedActions, refusal('invalid-query', `\`action\` is of ${auditedActions.join(', ')}.`)),
  by: nameIn('by'),
  target: nameIn('target'),
  from: moment('from'),
  to: moment('to'),
};

/** @throws {Problem} invalid-query */
export function readAuditFilter(request: HttpRequest): AuditFilter {
  const { action, by, target, from, to } = readQuery(request, auditQuery);
  return {
    ...(action && { actions: action }),
    ...(by !== undefined && { by }),
    ...(target !== undefined && { target }),
    ...stretch(from, to),
  };
}
