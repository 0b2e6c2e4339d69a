import { type Context, freshId } from '../context.ts';
import { commit, readPatiently, WID } from '../storage/commit.ts';
import { decodeRecipients, type Recipient } from './recipients.ts';
import { decodeShard, encodeShard, recipientsRow, type Shard, type StoredShard, shardRow } from './shard.ts';

/** Where a shard is: its broadcast and the key of its last recipient. */
export interface ShardAddress {
  readonly broadcast: string;
  readonly key: string;
}

export async function readShard(context: Context, { broadcast, key }: ShardAddress): Promise<StoredShard | undefined> {
  const row = await readPatiently(context, context.tables.deliveries, broadcast, shardRow(key));
  return row && decodeShard(row);
}

/** The recipients of a shard, in the order of its deliveries. */
export async function readRecipients(
  context: Context,
  { broadcast, key }: ShardAddress,
): Promise<readonly Recipient[]> {
  const row = await readPatiently(context, context.tables.deliveries, broadcast, recipientsRow(key));
  if (!row) throw new Error(`Shard ${key} of broadcast ${broadcast} has no recipients.`);
  return decodeRecipients(row);
}

/**
 * Writes a shard's next state under the ETag of the one it was computed from.
 * @returns the shard as stored, or nothing when somebody else wrote it first: then what was computed is void
 * @throws {StorageUnavailable} when nobody knows whether it was written
 */
export async function writeShard(
  context: Context,
  broadcast: string,
  from: StoredShard,
  next: Shard,
): Promise<StoredShard | undefined> {
  const wid = freshId(context);
  const values = { ...encodeShard(next), [WID]: wid };
  const change = { do: 'replace', key: shardRow(next.key), values, etag: from.etag } as const;
  const result = await commit(context, context.tables.deliveries, broadcast, [change], wid);
  if (result.outcome === 'lost') return undefined;
  return { ...next, etag: result.etags[0]!, writtenAt: context.now(), wid };
}
