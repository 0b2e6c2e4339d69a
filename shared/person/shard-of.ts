import type { Context } from '../context.ts';
import type { Recipient } from '../shard/recipients.ts';
import type { StoredShard } from '../shard/shard.ts';
import { allShards, shardRow } from '../shard/shard-keys.ts';
import { decodeShard } from '../shard/shard-row.ts';
import { readRecipients } from '../shard/shard-store.ts';
import { rangePatiently } from '../storage/commit.ts';

/** Somebody's place in a broadcast. */
export interface Place {
  readonly shard: StoredShard;
  readonly recipients: readonly Recipient[];
  readonly position: number;
}

/**
 * Where somebody is in a broadcast: a shard's key is its last recipient's, so it is one query.
 * @returns nothing when they are no recipient of it, as far as it is planned
 * @throws {DamagedRow}
 */
export async function placeIn(context: Context, broadcast: string, person: string): Promise<Place | undefined> {
  const range = { from: shardRow(person), before: allShards.before, limit: 1 };
  const { rows } = await rangePatiently(context, context.tables.deliveries, broadcast, range);
  const [row] = rows;
  if (!row) return undefined;
  const shard = decodeShard(row, broadcast);
  const recipients = await readRecipients(context, { broadcast, key: shard.key }, shard.deliveries.length);
  const position = recipients.findIndex(({ id }) => id === person);
  return position < 0 ? undefined : { shard, recipients, position };
}
