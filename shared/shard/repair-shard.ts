import { type Context, freshId } from '../context.ts';
import { isCount } from '../storage/columns.ts';
import { commit, readPatiently, WID } from '../storage/commit.ts';
import { DamagedRow } from '../storage/damaged-row.ts';
import { rowsPatiently } from '../storage/rows.ts';
import type { Row } from '../storage/table.ts';
import { countStates, type Delivery, isFinished } from './delivery.ts';
import { isNobody } from './recipients.ts';
import type { Shard, StoredShard } from './shard.ts';
import { allShards, shardRow } from './shard-keys.ts';
import { decodeProgress } from './shard-progress.ts';
import { decodeDeliveries, decodeShard, encodeShard } from './shard-row.ts';
import { readRecipients, readShard, type ShardAddress } from './shard-store.ts';
import { settleDeadWave } from './wave.ts';

/**
 * A shard as it stands, made anew first if it is damaged.
 * @param run for a shard that does not say its own
 * @throws {DamagedRow} as {@link repairShard}
 */
export async function readOrRepair(
  context: Context,
  address: ShardAddress,
  run: number,
): Promise<StoredShard | undefined> {
  try {
    return await readShard(context, address);
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    return await repairShard(context, address, run);
  }
}

/**
 * Makes a damaged shard anew, so that its recipients end and the others of the broadcast are not held up. How they stood
 * is kept where it can still be read; else each is uncertain, for any of them may have the message. Whoever is being
 * sent is uncertain as well: a live sender's answers may still make that delivered.
 * @param run the broadcast's, for a shard that does not say its own
 * @returns the shard as it stands: made anew, or by now whole again; nothing when there is none
 * @throws {DamagedRow} when neither how they stood nor who they are can be read: then there is nothing to make it of
 */
export async function repairShard(
  context: Context,
  address: ShardAddress,
  run: number,
): Promise<StoredShard | undefined> {
  const { broadcast, key } = address;
  for (;;) {
    const row = await readPatiently(context, context.tables.deliveries, broadcast, shardRow(key));
    if (!row) return undefined;
    const whole = orDamage(() => decodeShard(row, broadcast));
    const hasProgress = !(orDamage(() => decodeProgress(row, broadcast)) instanceof DamagedRow);
    if (!(whole instanceof DamagedRow) && hasProgress) return whole;
    const shard = whole instanceof DamagedRow ? await madeAnew(context, address, row, run) : whole;
    const wid = freshId(context);
    const change = {
      do: 'replace',
      key: row.key,
      values: { ...encodeShard(shard), [WID]: wid },
      etag: row.etag,
    } as const;
    const written = await commit(context, context.tables.deliveries, broadcast, [change], wid);
    if (written.outcome === 'lost') continue;
    const damage = whole instanceof DamagedRow ? whole.fields : { row: row.key };
    context.log('error', 'shard-repaired', { broadcast, shard: shard.n, ...damage });
    return { ...shard, etag: written.etags[0]!, writtenAt: context.now(), wid };
  }
}

function orDamage<T>(read: () => T): T | DamagedRow {
  try {
    return read();
  } catch (error) {
    if (error instanceof DamagedRow) return error;
    throw error;
  }
}

async function madeAnew(context: Context, address: ShardAddress, row: Row, run: number): Promise<Shard> {
  const now = context.now();
  const before = orDamage(() => decodeDeliveries(row, address.broadcast));
  const deliveries = before instanceof DamagedRow ? await uncertainEach(context, address, now) : before;
  const n = await ordinalOf(context, address);
  const shard = settleDeadWave({ key: address.key, n, run, since: 0, faults: 0, deliveries }, 'hold', now);
  const own = row.values['run'];
  // One that is finished may be of an older run, and a retry that begins has it still before it.
  const isOlder = isCount(own) && own < run && isFinished(countStates(shard.deliveries));
  return isOlder ? { ...shard, run: own } : shard;
}

async function uncertainEach(context: Context, address: ShardAddress, now: number): Promise<readonly Delivery[]> {
  const recipients = await readRecipients(context, address);
  return recipients.map((recipient) => ({
    state: 'uncertain',
    attempts: 1,
    at: now,
    notBefore: 0,
    unknown: true,
    code: 'record-damaged',
    ...(isNobody(recipient) && { erased: true }),
  }));
}

/** A shard's ordinal is its place in the order of the keys: that is how they were planned. */
async function ordinalOf(context: Context, { broadcast, key }: ShardAddress): Promise<number> {
  const range = { from: allShards.from, before: shardRow(key), columns: ['v'] };
  let n = 0;
  for await (const _ of rowsPatiently(context, context.tables.deliveries, broadcast, range)) n++;
  return n;
}
