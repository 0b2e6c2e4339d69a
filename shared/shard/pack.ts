import type { Member } from '../audience/audience-page.ts';
import type { Delivery } from './delivery.ts';
import { encodeRecipients, RECIPIENTS_BYTES } from './recipients.ts';
import type { Shard } from './shard.ts';

/** What is kept of a member. */
type Planned = Omit<Member, 'isKnown'>;

/** A shard as it is planned: its state, and its recipients packed. */
export interface PackedShard {
  readonly shard: Shard;
  readonly recipients: Uint8Array;
}

/**
 * Packs members into shards.
 * @param members in the order of their ids
 * @param n the ordinal of the first shard
 * @param size recipients a shard holds at most
 * @param now service clock, ms
 */
export function packShards(
  members: readonly Planned[],
  n: number,
  run: number,
  size: number,
  now: number,
): readonly PackedShard[] {
  const packed: PackedShard[] = [];
  const pack = (part: readonly Planned[]): void => {
    if (part.length === 0) return;
    const recipients = encodeRecipients(part);
    if (recipients.length > RECIPIENTS_BYTES && part.length > 1) {
      pack(part.slice(0, part.length >> 1));
      pack(part.slice(part.length >> 1));
      return;
    }
    const deliveries = part.map((member) => newDelivery(member, now));
    const shard = { key: part.at(-1)!.id, n: n + packed.length, run, since: 0, faults: 0, deliveries };
    packed.push({ shard, recipients });
  };
  for (let i = 0; i < members.length; i += size) pack(members.slice(i, i + size));
  return packed;
}

function newDelivery({ skip, notBefore = 0 }: Planned, now: number): Delivery {
  const fresh = { attempts: 0, at: now, notBefore: skip ? 0 : notBefore, unknown: false };
  return skip ? { ...fresh, state: 'skipped', code: skip } : { ...fresh, state: 'pending' };
}
