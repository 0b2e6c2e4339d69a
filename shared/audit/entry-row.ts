import { roles } from '../access/role.ts';
import { Columns, hasShape, isText, optional } from '../storage/columns.ts';
import type { Row, Values } from '../storage/table.ts';
import { type Asked, auditedActions, type Outcome, type Target, targetTypes } from './entry.ts';

/** The newest first: row keys count down from here. */
const NEVER = 10 ** 15;
/** An entry is two rows, for none is ever written again: what was asked, and behind it what came of it. */
const [ASKED, OUTCOME] = ['a', 'b'];

/** The id of an entry: when it was asked (ms), and what no other one has. */
export const entryId = (at: number, unlike: string) => `${String(NEVER - at).padStart(15, '0')}-${unlike}`;
export const askedRow = (id: string) => `${id}.${ASKED}`;
export const outcomeRow = (id: string) => `${id}.${OUTCOME}`;
export const isEntryRow = (key: string) => /^\d{15}-[0-9a-z]{1,64}\.[ab]$/.test(key);
/** The entry of a row, and whether that row is its outcome. */
export const ofRow = (key: string) => ({ id: key.slice(0, -2), isOutcome: key.endsWith(OUTCOME!) });

/** The rows of entries that were asked from `since` on and before `until`, ms. */
export function entriesBetween(since: number | undefined, until: number | undefined) {
  const key = (at: number) => String(NEVER - at + 1).padStart(15, '0');
  return {
    ...(until !== undefined && { from: key(until) }),
    ...(since !== undefined && { before: key(since) }),
  };
}

export function encodeAsked({ action, target, by, request }: Asked, at: number): Values {
  return { v: 1, at, action, by: JSON.stringify(by), request: JSON.stringify(request), ...targetColumn(target) };
}

export function encodeOutcome({ status, code, made, times }: Outcome, at: number): Values {
  return { v: 1, at, status, code, times, ...targetColumn(made) };
}

const targetColumn = (target: Target | undefined) => ({ target: target && JSON.stringify(target) });

/** @throws {DamagedRow} */
export function decodeAsked(row: Row, partition: string): Asked & { readonly at: number } {
  const c = columnsOf(row, partition);
  return {
    at: c.instant('at'),
    action: c.oneOf('action', auditedActions),
    ...(c.has('target') && { target: c.json('target', targetIn) }),
    by: c.json('by', (value) => (isCaller(value) ? value : undefined)),
    request: c.json('request', (value) => (isRequest(value) ? value : undefined)),
  };
}

/** @throws {DamagedRow} */
export function decodeOutcome(row: Row, partition: string): Outcome & { readonly at: number } {
  const c = columnsOf(row, partition);
  return {
    at: c.instant('at'),
    status: c.count('status'),
    ...(c.has('code') && { code: c.text('code') }),
    ...(c.has('target') && { made: c.json('target', targetIn) }),
    ...(c.has('times') && { times: c.count('times') }),
  };
}

const columnsOf = (row: Row, partition: string) => new Columns({ table: 'Audit', partition, row: row.key }, row.values);

const targetIn = (value: unknown): Target | undefined =>
  hasShape<Target>(value, { type: (type) => targetTypes.some((known) => known === type), id: isText })
    ? value
    : undefined;
const areRoles = (value: unknown): boolean => Array.isArray(value) && value.every((one) => roles.includes(one));
const isCaller = (value: unknown): value is Asked['by'] =>
  hasShape<Asked['by']>(value, { id: isText, name: isText, roles: areRoles });
const isRequest = (value: unknown): value is Asked['request'] =>
  hasShape<Asked['request']>(value, { id: isText, method: isText, path: isText, query: optional(areTexts) });
const areTexts = (value: unknown): boolean =>
  hasShape<object>(value, {}) && Object.values(value).every((one) => isText(one));
