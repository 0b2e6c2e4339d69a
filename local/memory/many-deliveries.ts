import { encodePlan, newPlan, PLAN_ROW } from '../../shared/records/plan-row.ts';
import type { Delivery } from '../../shared/shard/delivery.ts';
import { encodeRecipients, recipientsValues } from '../../shared/shard/recipients.ts';
import { SHARD_SIZE } from '../../shared/shard/shard.ts';
import { recipientsRow, shardRow } from '../../shared/shard/shard-keys.ts';
import { encodeShard } from '../../shared/shard/shard-row.ts';
import type { Range, Row, Table, Value, Values } from '../../shared/storage/table.ts';

/**
 * The deliveries of one broadcast of any size, in a table that makes each row when it is read: what reads through them
 * all is measured without the memory they would take.
 */
export interface ManyDeliveries extends Table {
  /** How often it was asked. */
  readonly asked: number;
  /** The id of a recipient, in the order of their numbers. */
  id(i: number): string;
}

/**
 * @param shards full ones
 * @param stand how a recipient stands, by their number within the shard
 * @param damaged the ordinal of a shard that can't be read
 */
export function manyDeliveries(
  tenant: string,
  shards: number,
  stand: (i: number) => Pick<Delivery, 'state' | 'code'>,
  damaged?: number,
): ManyDeliveries {
  const AT = Date.UTC(2026, 10, 23);
  const id = (i: number) => `${i.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const keyOf = (n: number) => id(n * SHARD_SIZE + SHARD_SIZE - 1);
  const deliveries = Array.from({ length: SHARD_SIZE }, (_, i): Delivery => {
    return { ...stand(i), attempts: 1, at: AT + i, notBefore: 0, unknown: false };
  });
  const same = encodeShard({ key: '', n: 0, run: 1, since: AT, faults: 0, deliveries });
  let asked = 0;

  const rowOf = (key: string, values: Values, columns?: readonly string[]): Row => {
    const kept = Object.entries(values).filter(
      ([name, value]) => value !== undefined && (!columns || columns.includes(name)),
    );
    return { key, etag: 'e', writtenAt: AT, values: Object.fromEntries(kept) as Record<string, Value> };
  };
  const shard = (n: number, columns?: readonly string[]) => {
    const states = n === damaged ? { states: 'none' } : {};
    return rowOf(shardRow(keyOf(n)), { ...same, n, wid: 'w', ...states }, columns);
  };
  /** The first shard whose row is at or after a key. */
  const from = (key: string) => {
    const first = Math.max(0, Math.floor(Number.parseInt(key.slice(1, 9) || '0', 16) / SHARD_SIZE));
    return shardRow(keyOf(first)) < key ? first + 1 : first;
  };

  return {
    get asked() {
      return asked;
    },
    id,
    async read(_, key, columns) {
      asked++;
      if (key === PLAN_ROW) return rowOf(key, encodePlan({ ...newPlan(tenant), shards, planned: true }), columns);
      const n = from(key);
      if (n >= shards) return undefined;
      if (key === shardRow(keyOf(n))) return shard(n, columns);
      if (key !== recipientsRow(keyOf(n))) return undefined;
      const recipients = deliveries.map((__, i) => ({ id: id(n * SHARD_SIZE + i) }));
      return rowOf(key, recipientsValues(encodeRecipients(recipients)), columns);
    },
    async range(_, { from: at = '', after, limit = 1_000, columns }: Range) {
      asked++;
      const begin = after === undefined ? at : after;
      const n = begin === 's' ? 0 : from(begin);
      const first = after !== undefined && shardRow(keyOf(n)) === after ? n + 1 : n;
      const count = Math.max(0, Math.min(limit, shards - first));
      return {
        rows: Array.from({ length: count }, (__, i) => shard(first + i, columns)),
        more: first + count < shards,
      };
    },
    write: () => Promise.reject(new TypeError('These deliveries are for reading.')),
  };
}
