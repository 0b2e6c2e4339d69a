import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Row, Values } from '../storage/table.ts';

/** Who one delivery is for: one conversation that is to get the message. Immutable after planning. */
export interface Recipient {
  /** The canonical key: a user's AAD object id in lower case. */
  readonly id: string;
  /** Where to post; absent when only the id is known and the conversation must be created. */
  readonly conversation?: string;
}

/** A packed list is cut before this: a table's binary column ends at 64 KiB. */
export const RECIPIENTS_BYTES = 60 * 1024;

/** Packs the recipients of a shard, in the order of their keys. */
export function encodeRecipients(recipients: readonly Recipient[]): Uint8Array {
  const columns = [recipients.map((r) => r.id), recipients.map((r) => r.conversation ?? '')];
  return deflateRawSync(JSON.stringify(columns), { level: 6 });
}

export function recipientsValues(packed: Uint8Array): Values {
  return { v: 1, who: packed };
}

export function decodeRecipients(row: Row): readonly Recipient[] {
  const [ids, conversations] = JSON.parse(inflateRawSync(row.values['who'] as Uint8Array).toString()) as [
    string[],
    string[],
  ];
  return ids.map((id, i) => ({ id, ...(conversations[i] && { conversation: conversations[i] }) }));
}
