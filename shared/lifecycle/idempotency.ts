import { createHash } from 'node:crypto';
import { canonicalBody } from '../broadcast/canonical-body.ts';
import type { BroadcastRequest } from '../broadcast/parse-broadcast.ts';
import type { Context } from '../context.ts';
import { Problem } from '../errors/problem.ts';
import { isBroadcastId } from '../records/broadcast-id.ts';
import { Columns } from '../storage/columns.ts';
import { readPatiently } from '../storage/commit.ts';
import type { Change } from '../storage/table.ts';

/** What is asked for, and the key by which it is known when it is asked for again. */
export interface KeyedRequest {
  readonly request: BroadcastRequest;
  readonly tenant: string;
  /** Whose Idempotency-Key it is. */
  readonly caller: string;
  readonly idempotencyKey?: string;
}

/**
 * The broadcast that the same caller has created with this key and body.
 * @returns its id; nothing without a key, and when this is the first
 * @throws {Problem} `idempotency-key-reused` for another body
 * @throws {StorageUnavailable}
 */
export async function firstOf(context: Context, input: KeyedRequest): Promise<string | undefined> {
  const { request, tenant, caller, idempotencyKey } = input;
  if (idempotencyKey === undefined) return undefined;
  const row = await readPatiently(context, context.tables.broadcasts, tenant, keyRow(caller, idempotencyKey));
  if (!row) return undefined;
  const c = new Columns({ table: 'Broadcasts', partition: tenant, row: row.key }, row.values);
  const id = c.text('id');
  if (!isBroadcastId(id)) c.damaged('id');
  if (c.text('hash') !== digest(canonicalBody(request))) throw new Problem('idempotency-key-reused');
  return id;
}

/** What is written together with the broadcast, so that it is found by its key; nothing without one. */
export function keyChange(
  { request, caller, idempotencyKey }: KeyedRequest,
  id: string,
  now: number,
): readonly Change[] {
  if (idempotencyKey === undefined) return [];
  const values = { v: 1, id, hash: digest(canonicalBody(request)), at: now };
  return [{ do: 'insert', key: keyRow(caller, idempotencyKey), values }];
}

/** By which row the broadcast is found by its key, for its own row: what deletes the one deletes the other. */
export function keyedBy({ caller, idempotencyKey }: KeyedRequest): { readonly keyedBy?: string } {
  return idempotencyKey === undefined ? {} : { keyedBy: keyRow(caller, idempotencyKey) };
}

/** A key is its caller's: both are hashed into the row's key, so neither can be read from it or break it. */
const keyRow = (caller: string, key: string): string => `k${digest(JSON.stringify([caller, key]))}`;

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
