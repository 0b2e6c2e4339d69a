import { type Context, freshId } from '../context.ts';
import { scanShards, shardRows } from '../lifecycle/chain.ts';
import type { Plan, StoredPlan } from '../records/plan-row.ts';
import { changePlan, planChange, readPlan } from '../records/store.ts';
import { type Delivery, erased } from '../shard/delivery.ts';
import { encodeRecipients, isNamed, keyOfShard, nobody, recipientsValues } from '../shard/recipients.ts';
import { lastSentAt, type StoredShard } from '../shard/shard.ts';
import { recipientsRow, shardRow } from '../shard/shard-keys.ts';
import { encodeShard } from '../shard/shard-row.ts';
import { readShard } from '../shard/shard-store.ts';
import { commit, WID } from '../storage/commit.ts';
import type { Change } from '../storage/table.ts';
import { type Place, placeIn } from './shard-of.ts';

/**
 * Takes somebody out of an ended broadcast: nobody is in their place, and how they stood is kept, so that its counts are
 * what they were. One transaction for all that names them, under the shard's ETag; done again it changes nothing.
 * @returns whether they were in it; `busy`: a retry has taken them up meanwhile, and nothing was done
 * @throws {DamagedRow}
 * @throws {StorageUnavailable} asked again, it is done once
 */
export async function eraseDelivery(context: Context, broadcast: string, person: string): Promise<boolean | 'busy'> {
  for (;;) {
    const place = await placeIn(context, broadcast, person);
    if (!place) {
      await eraseFromCursor(context, broadcast, person);
      return false;
    }
    // Who would be sent to then is nobody, and nobody has no chat.
    if (!isSettled(place.shard.deliveries[place.position]!)) return 'busy';
    const wid = freshId(context);
    const changes = await changesFor(context, broadcast, place, wid);
    const result = await commit(context, context.tables.deliveries, broadcast, changes, wid);
    if (result.outcome === 'lost') continue;
    await eraseFromCursor(context, broadcast, person);
    return true;
  }
}

const isSettled = ({ state }: Delivery): boolean => state !== 'pending' && state !== 'sending';

async function changesFor(
  context: Context,
  broadcast: string,
  { shard, recipients, position }: Place,
  wid: string,
): Promise<[Change, ...Change[]]> {
  const left = recipients.map((recipient, i) => (i === position ? nobody : recipient));
  const key = keyOfShard(
    left.map(({ id }) => id),
    shard.n,
  );
  const deliveries = shard.deliveries.map((delivery, i) => (i === position ? erased(delivery) : delivery));
  const values = valuesOf({ ...shard, key, deliveries }, wid);
  const who = { ...recipientsValues(encodeRecipients(left)), [WID]: wid };
  if (key === shard.key) {
    return [
      { do: 'replace', key: shardRow(key), values, etag: shard.etag },
      { do: 'put', key: recipientsRow(key), values: who },
    ];
  }
  // It was named after them: it is another row now, and whatever names it says so.
  const renaming = { broadcast, from: shard.key, to: key, wid };
  return [
    { do: 'insert', key: shardRow(key), values },
    { do: 'delete', key: shardRow(shard.key), etag: shard.etag },
    { do: 'insert', key: recipientsRow(key), values: who },
    { do: 'delete', key: recipientsRow(shard.key) },
    ...(await renamedInPlan(context, renaming)),
    ...(await renamedInChain(context, renaming)),
  ];
}

/** The age of what was sent is still counted from when it was. */
function valuesOf(shard: StoredShard, wid: string) {
  return { ...encodeShard({ ...shard, sentAt: lastSentAt(shard) }), [WID]: wid };
}

/** A shard is called after another recipient: wherever it is known by its key, it is in the same transaction. */
interface Renaming {
  readonly broadcast: string;
  readonly from: string;
  readonly to: string;
  readonly wid: string;
}

async function renamedInPlan(context: Context, { broadcast, from, to, wid }: Renaming): Promise<Change[]> {
  const plan = await readPlan(context, broadcast);
  if (!plan?.tails.some(({ key }) => key === from)) return [];
  const tails = plan.tails.map((tail) => (tail.key === from ? { ...tail, key: to } : tail));
  return [planChange({ ...plan, tails }, wid, plan.etag)];
}

/** The shard before it in its chain may know it by its key. */
async function renamedInChain(context: Context, { broadcast, from, to, wid }: Renaming): Promise<Change[]> {
  for await (const row of shardRows(context, broadcast, undefined, undefined, ['next'])) {
    if (row.values['next'] !== from) continue;
    const before = await readShard(context, { broadcast, key: row.key.slice(shardRow('').length) });
    if (before?.next !== from) continue;
    const values = valuesOf({ ...before, next: to }, wid);
    return [{ do: 'replace', key: shardRow(before.key), values, etag: before.etag }];
  }
  return [];
}

/** The planner's cursor is the last id that it considered, whether a recipient's or not. */
async function eraseFromCursor(context: Context, broadcast: string, person: string): Promise<void> {
  const read = await readPlan(context, broadcast);
  if (read?.at !== person) return;
  const last = read.planned ? undefined : await lastNamed(context, broadcast);
  await changePlan(context, read.tenant, broadcast, (plan) => {
    if (plan.at !== person) return undefined;
    const { at: _, ...rest } = plan as StoredPlan;
    return { ...rest, ...(last !== undefined && { at: last }) } satisfies Plan;
  });
}

/** From behind the last shard on: who was considered since and is no recipient is considered again, to the same end. */
async function lastNamed(context: Context, broadcast: string): Promise<string | undefined> {
  let last: string | undefined;
  for await (const { key } of scanShards(context, broadcast)) if (isNamed(key)) last = key;
  return last;
}
