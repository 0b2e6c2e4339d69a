import { type Context, freshId } from '../context.ts';
import { commit, readPatiently, WID } from '../storage/commit.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import { decodeRecipients, type Recipient } from './recipients.ts';
import { lastSentAt, type Shard, type StoredShard } from './shard.ts';
import { recipientsRow, shardRow } from './shard-keys.ts';
import { decodeShard, encodeShard } from './shard-row.ts';

/** Where a shard is: its broadcast and the key of its last recipient. */
export interface ShardAddress {
  readonly broadcast: string;
  readonly key: string;
}

/** @throws {DamagedRow} */
export async function readShard(context: Context, { broadcast, key }: ShardAddress): Promise<StoredShard | undefined> {
  const row = await readPatiently(context, context.tables.deliveries, broadcast, shardRow(key));
  return row && decodeShard(row, broadcast);
}

/**
 * The recipients of a shard, in the order of its deliveries.
 * @param count how many there must be
 * @throws {DamagedRow} also when the row is not there, or has another number of them
 */
export async function readRecipients(
  context: Context,
  { broadcast, key }: ShardAddress,
  count?: number,
): Promise<readonly Recipient[]> {
  const row = await readPatiently(context, context.tables.deliveries, broadcast, recipientsRow(key));
  const place = { table: 'Deliveries', partition: broadcast, row: recipientsRow(key) } as const;
  if (!row) throw new DamagedRow(place, 'who');
  const recipients = decodeRecipients(row, broadcast);
  if (count !== undefined && recipients.length !== count) throw new DamagedRow(place, 'who');
  return recipients;
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
  { sentAt: _, ...next }: Shard,
): Promise<StoredShard | undefined> {
  return await write(context, broadcast, from, next);
}

/**
 * Writes what a change of its messages makes of a shard, as `writeShard` does, and keeps when its sender last wrote it: a
 * chain whose sender is gone must not look alive because its messages are edited.
 * @returns as `writeShard`
 * @throws {StorageUnavailable} as `writeShard`
 */
export async function writeChange(
  context: Context,
  broadcast: string,
  from: StoredShard,
  next: Shard,
): Promise<StoredShard | undefined> {
  return await write(context, broadcast, from, { ...next, sentAt: lastSentAt(from) });
}

async function write(
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
