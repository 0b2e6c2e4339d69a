import type { QuietHours } from '../schedule/quiet-hours.ts';
import type { MessageChange } from '../shard/change.ts';
import type { StateCounts } from '../shard/delivery.ts';
import type { RetriableState } from '../shard/rerun.ts';
import type { PauseProblem } from '../shard/retry-policy.ts';
import type { OnUncertain } from '../shard/wave.ts';

/** What stopped or hindered a broadcast as a whole. */
export interface BroadcastProblem {
  readonly code: string;
  readonly detail: string;
}

/** How a broadcast ended. */
export const endStatuses = ['completed', 'canceled', 'stopped'] as const;
export type EndStatus = (typeof endStatuses)[number];

/** A source of an audience as it is shown: its type, and how many it names where it names any. */
export interface SourceSummary {
  readonly type: string;
  readonly count?: number;
}

/** What a retry took up again. */
export interface Rerun {
  readonly states: readonly RetriableState[];
  /** Shards are still being reset, since then; absent once all are: only then the run can be sent, or end. */
  readonly resettingSince?: number;
}

/** What was decided about a message that is on its way or delivered. */
export interface BroadcastChange extends MessageChange {
  /** When it was asked for. */
  readonly at: number;
  /** Why Teams refuses it for everybody, and since when. */
  readonly problem?: PauseProblem;
  readonly heldSince?: number;
  /** Nobody mended that: it is made for nobody any more. */
  readonly stoppedAt?: number;
  /** When it was settled for everybody, and for how many it could not be made. */
  readonly done?: { readonly at: number; readonly failed: number };
}

/** For how many who have the message a change is still to be made, and for how many it could not be. */
export interface ChangeAmounts {
  readonly left: number;
  readonly failed: number;
}

/** That a second person lets a broadcast go, or has. */
export interface Release {
  /** Who created it, by the id of the caller. */
  readonly author: string;
  /** Who edited it last while it waited; absent: nobody did. */
  readonly editor?: { readonly id: string; readonly name: string };
  /** All others than its author who edited it meanwhile, by the ids of the callers; absent: nobody did, or none but `editor`. */
  readonly editors?: readonly string[];
  /** Since when it waits as it is. */
  readonly since: number;
  /** Who let it go, when, and what they had been shown; absent: nothing of it may be planned yet. */
  readonly done?: {
    readonly at: number;
    readonly by: string;
    readonly byId: string;
    readonly fingerprint: string;
  };
}

/** The broadcast's own row: what was asked, and what has been decided since. Times are ms since 1970. */
export interface Broadcast {
  readonly id: string;
  readonly tenant: string;
  /** 1, and one more with each retry. */
  readonly run: number;
  /** What this run is about; absent in the first one: everybody. */
  readonly rerun?: Rerun;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly onUncertain: OnUncertain;
  readonly summary: string;
  readonly audience: { readonly include: readonly SourceSummary[]; readonly exclude?: readonly SourceSummary[] };
  /** A trial for a few: in no list and no count unless asked for. */
  readonly test?: true;
  /** How many it was taken to be for when it was created; absent: nobody counted. */
  readonly expected?: number;
  /** Nothing is planned before: the audience is who is there then. Absent: at once. */
  readonly startsAt?: number;
  /** Each recipient is due when their own clocks show this: `2026-12-01T09:00`. */
  readonly startLocal?: string;
  /** What is not sent by then is skipped. */
  readonly expiresAt?: number;
  readonly quietHours?: QuietHours;
  /** Absent: normal. */
  readonly priority?: 'urgent';
  /** No more of its requests than this in a second; absent: as many as the tenant may. */
  readonly maxRate?: number;
  /** Absent: it needs nobody's release. */
  readonly release?: Release;
  readonly canceledAt?: number;
  /** It was paused by a failure that nobody mended: what is not sent is canceled. */
  readonly stoppedAt?: number;
  readonly pausedAt?: number;
  /** Who paused it; absent: a failure did. */
  readonly pausedBy?: string;
  /** Where each end of it is told. */
  readonly webhook?: string;
  readonly problem?: BroadcastProblem;
  /** The newest version of the message; absent: 1, as it was sent first. */
  readonly version?: number;
  /** The last change of the message; absent: it is as it was sent. */
  readonly change?: BroadcastChange;
  /** The row of the idempotency key that it was created with; absent: it had none. */
  readonly keyedBy?: string;
  /** A late write may have changed the counts of an ended broadcast at this time. */
  readonly recount?: number;
  /** When a late write was announced last whose counts have been taken since; absent: none was. */
  readonly lateAt?: number;
  readonly endedAt?: number;
  readonly end?: {
    readonly status: EndStatus;
    readonly planned: boolean;
    readonly startedAt: number;
    readonly counts: StateCounts;
    /** How far the change of its message was then; absent: none was under way. */
    readonly changing?: ChangeAmounts;
    /** Jobs that a queue gave up, and that were put back; absent: none. */
    readonly poisoned?: number;
  };
}

export interface StoredBroadcast extends Broadcast {
  readonly etag: string;
}
