import { deflateRawSync } from 'node:zlib';
import { Columns, isText, listOf } from '../storage/columns.ts';
import type { Row, Values } from '../storage/table.ts';

/**
 * Who one delivery is for: one conversation that is to get the message. Never changed after planning, but that whose data is
 * deleted becomes nobody.
 */
export interface Recipient {
  /** The canonical key: a user's AAD object id in lower case; empty for somebody whose data was deleted. */
  readonly id: string;
  /** Where to post; absent when only the id is known and the conversation must be created. */
  readonly conversation?: string;
  /** Their IANA time zone; only where the broadcast has quiet hours. */
  readonly timeZone?: string;
}

/** What is left of a recipient whose data was deleted: their place, and how their delivery stands. */
export const nobody: Recipient = { id: '' };

export const isNobody = ({ id }: Pick<Recipient, 'id'>): boolean => id === '';

/** The key of a shard, which is its last recipient's; one where nobody is left comes behind all ids. */
export function keyOfShard(ids: readonly string[], n: number): string {
  return ids.findLast((id) => id !== '') ?? `${BEHIND_ALL}${n}`;
}

const BEHIND_ALL = '~';

/** Whether a shard is named after somebody who is in it. */
export const isNamed = (key: string): boolean => !key.startsWith(BEHIND_ALL);

/** A packed list is cut before this: a table's binary column ends at 64 KiB. */
export const RECIPIENTS_BYTES = 60 * 1024;

/** Packs the recipients of a shard, in the order of their keys. */
export function encodeRecipients(recipients: readonly Recipient[]): Uint8Array {
  const zones = recipients.map((r) => r.timeZone ?? '');
  const columns = [recipients.map((r) => r.id), recipients.map((r) => r.conversation ?? '')];
  if (zones.some((zone) => zone !== '')) columns.push(zones);
  return deflateRawSync(JSON.stringify(columns), { level: 6 });
}

export function recipientsValues(packed: Uint8Array): Values {
  return { v: 1, who: packed };
}

/**
 * Reads a shard's recipients.
 * @throws {DamagedRow} also when they do not end with the one the row is named after
 */
export function decodeRecipients(row: Row, broadcast: string): readonly Recipient[] {
  const c = new Columns({ table: 'Deliveries', partition: broadcast, row: row.key }, row.values);
  const { ids, conversations, zones } = c.packed(['who'], columnsOf);
  const key = row.key.slice(1);
  const last = ids.findLast((id) => id !== '');
  if (last === undefined ? isNamed(key) : last !== key) c.damaged('who');
  return ids.map((id, i) => ({
    id,
    ...(conversations[i] && { conversation: conversations[i] }),
    ...(zones?.[i] && { timeZone: zones[i] }),
  }));
}

function columnsOf(value: unknown) {
  const columns = Array.isArray(value) ? value.map((column) => listOf(column, isText)) : [];
  const [ids, conversations, zones] = columns;
  // Of a broadcast without quiet hours there are no zones.
  if (!ids || conversations?.length !== ids.length) return undefined;
  if (columns.length > 2 && zones?.length !== ids.length) return undefined;
  return { ids, conversations, zones };
}
