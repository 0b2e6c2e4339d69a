import type { Message } from '../../broadcast/message.ts';
import type { Priority } from '../../broadcast/parse-times.ts';
import type { QuietHours } from '../../schedule/quiet-hours.ts';
import type { StateCounts } from '../../shard/delivery.ts';
import type { OnUncertain } from '../../shard/wave.ts';
import type { PageOf } from './page.ts';

/** How a broadcast can have ended. */
export const endStatuses = ['completed', 'canceled', 'stopped'] as const;
export const broadcastStatuses = [
  'awaiting-release',
  'scheduled',
  'planning',
  'sending',
  'paused',
  'canceling',
  ...endStatuses,
] as const;
/** A client takes a status it does not know for not ended, unless `endedAt` is set. */
export type BroadcastStatus = (typeof broadcastStatuses)[number];

/** A source as it is shown: how many it names, not whom. */
export interface SourceView {
  readonly type: string;
  readonly count?: number;
}

/** A broadcast as the API shows it. Times are ISO 8601 in UTC. */
export interface BroadcastView {
  readonly id: string;
  readonly run: number;
  readonly status: BroadcastStatus;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly onUncertain: OnUncertain;
  readonly priority: Priority;
  /** Requests a second it may take at most; null: what the tenant may. */
  readonly maxRate: number | null;
  /** An instant, or without an offset the local time at which each recipient is due. */
  readonly startAt: string | null;
  readonly expiresAt: string | null;
  readonly quietHours: QuietHours | null;
  readonly pausedAt: string | null;
  /** Who paused it; null when a failure did. */
  readonly pausedBy: string | null;
  /** How far its release is; null: it needs none. */
  readonly release: {
    /** Since when it waits as it is. */
    readonly since: string;
    /** Who edited it last meanwhile; null: it is as it was created. */
    readonly editedBy: string | null;
    readonly releasedAt: string | null;
    readonly releasedBy: string | null;
  } | null;
  readonly summary: string;
  readonly audience: { readonly include: readonly SourceView[]; readonly exclude?: readonly SourceView[] };
  /** A trial for a few named users. */
  readonly test: boolean;
  /** Whom each end is told to; of a query, which may be a key, only that there is one. */
  readonly webhook: { readonly url: string } | null;
  /** Whether the whole audience is known; until then the counts are of what is planned so far. */
  readonly planned: boolean;
  /** Who got it, once it has ended. */
  readonly outcome: 'all' | 'some' | 'none' | null;
  /** `audience` is the sum of all others, at every moment. */
  readonly counts: StateCounts & { readonly audience: number };
  /** Deliveries a second over the last 60 s; null after the end. */
  readonly rate: number | null;
  readonly eta: string | null;
  /** Jobs that a queue gave up after five tries, and that were put back. */
  readonly poisoned: number;
  readonly problem: { readonly code: string; readonly detail: string } | null;
  /** How long a viewer does best to wait before asking again; null after the end. */
  readonly pollAfterMs: number | null;
  /** The newest version of its message: 1, and one more with each edit. */
  readonly version: number;
  /** The last edit, or the recall; null: it is as it was sent. */
  readonly change: ChangeView | null;
}

/** How far an edit or a recall has come. */
export interface ChangeView {
  readonly kind: 'edit' | 'recall';
  readonly askedAt: string;
  /** When it was settled for everybody; null: it is under way, or somebody may still be told of an older version. */
  readonly endedAt: string | null;
  /** So many have the message for whom it is not settled. */
  readonly left: number;
  /** So many have the message for whom it could not be made: their deliveries say why. */
  readonly failed: number;
}

/** A message as it is read: what was asked for last. */
export type MessageView = Message & { readonly version: number };

/** A page of broadcasts: it may hold fewer than its limit and yet have a next one. */
export interface BroadcastsPage extends PageOf<BroadcastView> {
  readonly pollAfterMs: number;
}
