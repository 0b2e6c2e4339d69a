import type { DeliveryView } from './delivery.ts';

/** A broadcast that something of somebody is kept with. */
export interface BroadcastName {
  readonly id: string;
  readonly summary: string;
  readonly createdAt: string;
  readonly test: boolean;
}

/** Something that is kept of somebody. */
export type PersonRecord =
  | {
      readonly kind: 'conversation';
      readonly id: string;
      readonly tenant: string;
      readonly state: string;
      readonly stateAt: string | null;
      readonly heardAt: string | null;
      /** Ids of Teams, name, language, time zone, as they are stored. */
      readonly facts: Readonly<Record<string, unknown>>;
    }
  | ({
      readonly kind: 'delivery';
      readonly broadcast: BroadcastName;
      /** Where it was sent, and the message's id there. */
      readonly conversation: string | null;
      readonly activity: string | null;
    } & Omit<DeliveryView, 'recipient'>)
  /** A broadcast names them by their id. */
  | { readonly kind: 'named'; readonly broadcast: BroadcastName; readonly in: readonly ('include' | 'exclude')[] }
  /** What they did as an author, where that is kept by who they are. */
  | {
      readonly kind: 'author';
      readonly broadcast: BroadcastName;
      readonly as: readonly ('created' | 'edited' | 'released')[];
    }
  /** A job that was refused names them. */
  | { readonly kind: 'refused'; readonly id: string; readonly refusedAt: string }
  /** What is kept with this broadcast can't be read; they may be in it. */
  | { readonly kind: 'unreadable'; readonly row: string };

/** What was deleted of somebody by one call. */
export interface DeletedPersonView {
  readonly id: string;
  readonly tenant: string | null;
  /** All was looked through; else ask again with `cursor`. */
  readonly complete: boolean;
  readonly cursor: string | null;
  /** Whether there was a conversation on record. */
  readonly conversation: boolean;
  /** So many broadcasts were looked through. */
  readonly broadcasts: number;
  /** In so many of them they were a recipient, and are nobody now. */
  readonly deliveries: number;
  /** So many of them named them by their id. */
  readonly audiences: number;
  /** So many refused jobs named them. */
  readonly refused: number;
  /** So many broadcasts can't be read: they may be in those. */
  readonly unreadable: number;
}
