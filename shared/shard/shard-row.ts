import type { Row, Values } from '../storage/table.ts';
import { countCodes } from './code-counts.ts';
import { countStates, type Delivery, deliveryStates, settledChange } from './delivery.ts';
import { deliveriesIn, packDeliveries } from './packed-deliveries.ts';
import type { Shard, StoredShard } from './shard.ts';
import { columnsOf } from './shard-keys.ts';

export function encodeShard(shard: Shard): Values {
  const pending = shard.deliveries.filter((d) => d.state === 'pending');
  return {
    v: 1,
    n: shard.n,
    run: shard.run,
    wave: shard.wave,
    next: shard.next,
    since: shard.since,
    before: shard.before,
    sentAt: shard.sentAt,
    faults: shard.faults,
    due: pending.length === 0 ? 0 : Math.min(...pending.map((d) => d.notBefore)),
    pendingUnknown: pending.filter((d) => d.unknown).length,
    ...changeColumns(shard),
    ...countStates(shard.deliveries),
    codes: JSON.stringify(countCodes(shard.deliveries)),
    ...packDeliveries(shard.deliveries),
  };
}

/** Nothing for a message that was never changed: its rows stay as small as they are. */
function changeColumns({ changer, changedAt, deliveries }: Shard): Values {
  const last = Math.max(1, ...deliveries.map(settledChange));
  if (last === 1) return { changer, changedAt };
  const delivered = deliveries.filter(({ state }) => state === 'delivered');
  return {
    ...{ changer, changedAt, change: last },
    changeLeft: delivered.filter((d) => settledChange(d) < last).length,
    changeFailed: delivered.filter((d) => settledChange(d) === last && d.code !== undefined).length,
  };
}

/**
 * Reads a shard's row.
 * @throws {DamagedRow} also when its counts are not those of its states, or somebody is being sent by no wave: nobody
 *   would ever finish it
 */
export function decodeShard(row: Row, broadcast: string): StoredShard {
  const c = columnsOf(row, broadcast);
  const deliveries = deliveriesIn(c);
  const counted = countStates(deliveries);
  for (const state of deliveryStates) if (c.count(state) !== counted[state]) c.damaged(state);
  if (counted.sending > 0 && !c.has('wave')) c.damaged('wave');
  return {
    key: row.key.slice(1),
    n: c.count('n'),
    run: c.count('run'),
    ...(c.has('wave') && { wave: c.text('wave') }),
    ...(c.has('next') && { next: c.text('next') }),
    since: c.instant('since'),
    ...(c.has('before') && { before: c.count('before') }),
    faults: c.count('faults'),
    ...(c.has('changer') && { changer: c.text('changer') }),
    ...(c.has('changedAt') && { changedAt: c.instant('changedAt') }),
    ...(c.has('sentAt') && { sentAt: c.instant('sentAt') }),
    deliveries,
    etag: row.etag,
    writtenAt: row.writtenAt,
    wid: c.text('wid'),
  };
}

/** How a shard's recipients stand, whatever else of its row can be read. @throws {DamagedRow} */
export function decodeDeliveries(row: Row, broadcast: string): readonly Delivery[] {
  return deliveriesIn(columnsOf(row, broadcast));
}
