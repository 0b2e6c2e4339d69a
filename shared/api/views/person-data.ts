import * as z from 'zod/mini';
import type { DeliveryView } from './delivery.ts';
import { count, type Shown, says } from './shown.ts';

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
export const deletedPersonView = z.object({
  id: z.string(),
  tenant: z.nullable(z.string()),
  complete: says(z.boolean(), 'All was looked through; else ask again with `cursor`.'),
  cursor: z.nullable(z.string()),
  conversation: says(z.boolean(), 'Whether there was a conversation on record.'),
  broadcasts: says(count, 'So many broadcasts were looked through.'),
  deliveries: says(count, 'In so many of them they were a recipient, and are nobody now.'),
  audiences: says(count, 'So many of them named them by their id.'),
  refused: says(count, 'So many refused jobs named them.'),
  unreadable: says(count, "So many broadcasts can't be read: they may be in those."),
});

export type DeletedPersonView = Shown<typeof deletedPersonView>;
