import type { Delivery } from './delivery.ts';

/** The state entity of a shard. */
export interface Shard {
  /** The key of its last recipient: its address within the broadcast. */
  readonly key: string;
  /** Its ordinal in the broadcast, from 0. */
  readonly n: number;
  readonly run: number;
  /** The sender whose wave is open: somebody is being sent by it, or was when it died; absent when nobody is. */
  readonly wave?: string;
  /** When its first wave of this run was claimed. */
  readonly since: number;
  /** So many had been delivered before this run. */
  readonly before?: number;
  /** The key of the next shard of its chain, where it was planned together with this one. */
  readonly next?: string;
  /** Exceptions of the handler on this shard in a row without progress. */
  readonly faults: number;
  /** Who edits or recalls what was delivered on it; absent: nobody does. */
  readonly changer?: string;
  /** When that was last written (service clock, ms). */
  readonly changedAt?: number;
  /** When it was last written by who sends on it (service clock, ms), if who changes its messages has written it since. */
  readonly sentAt?: number;
  readonly deliveries: readonly Delivery[];
}

/** A shard as it was read or written last. */
export interface StoredShard extends Shard {
  readonly etag: string;
  /** When it was written last (service clock, ms). */
  readonly writtenAt: number;
  readonly wid: string;
}

/** At most this many recipients: the state stays below 8 KB, so that scanning progress is cheap. */
export const SHARD_SIZE = 200;

/** When a shard was last written by who sends on it: what the age of their wave is counted from (service clock, ms). */
export function lastSentAt({ sentAt, writtenAt }: StoredShard): number {
  return sentAt ?? writtenAt;
}
