import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import type { PageOf } from '../../shared/api/views/page.ts';
import type { Message } from '../../shared/broadcast/message.ts';

/**
 * What the API answers, as far as the command line makes use of it. What an older server does not show may be absent.
 */

/** A broadcast. */
export type Broadcast = BroadcastView & {
  readonly startAt?: string | null;
  readonly expiresAt?: string | null;
  readonly priority?: string;
  readonly quietHours?: { readonly from: string; readonly to: string } | null;
  readonly pausedBy?: string | null;
  readonly test?: boolean;
  /** How long to wait before looking again, ms. */
  readonly pollAfterMs?: number | null;
};

export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly action: string;
}

/** Why deliveries of a broadcast stand as they do, each reason with how many. */
export interface Reasons {
  readonly items: readonly (Reason & {
    readonly count: number;
    readonly retriable?: boolean;
    readonly states?: Readonly<Record<string, number>>;
  })[];
}

/** Whether somebody can be reached, and what they got lately. */
export interface Person {
  readonly id: string;
  readonly reachable: boolean;
  readonly reason: Reason | null;
  readonly conversation: { readonly state: string; readonly since: string | null } | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly deliveries: PageOf<
    Omit<DeliveryView, 'recipient'> & {
      readonly broadcast: { readonly id: string; readonly summary: string; readonly createdAt: string };
    }
  >;
}

/** Whom an audience comes to. */
export interface Resolved {
  /** All of it was looked at; else `cursor` goes on, and counts on. */
  readonly complete: boolean;
  readonly cursor: string | null;
  readonly total: number;
  readonly bySource: readonly {
    readonly source: { readonly type: string; readonly count?: number };
    readonly count: number;
  }[];
  readonly excluded: number;
  readonly reachable: number;
  readonly unreachable: readonly (Reason & { readonly count: number })[];
  readonly unknown: { readonly count: number; readonly ids: readonly string[] };
  readonly duration: { readonly atLearnedRate: Lasting | null; readonly atConfiguredRate: Lasting };
}

/** What is to be sent to whom, for who is to release it. */
export interface ToRelease {
  readonly id: string;
  readonly status: string;
  readonly fingerprint: string;
  readonly createdBy: string;
  readonly release: Broadcast['release'];
  readonly version: number;
  readonly message: Message;
  readonly audience: { readonly include: readonly NamedSource[]; readonly exclude: readonly NamedSource[] };
  readonly startAt: string | null;
  readonly expiresAt: string | null;
  readonly quietHours?: {
    readonly from: string;
    readonly to: string;
    readonly days?: readonly string[];
  } | null;
  readonly priority: string;
  readonly maxRate?: number | null;
  readonly onUncertain?: string;
  readonly webhook?: { readonly url: string } | null;
  readonly resolved: Resolved | null;
  /** Why its release must be confirmed; null or absent: it need not. */
  readonly confirmation?: { readonly detail: string } | null;
}

interface NamedSource {
  readonly type: string;
  readonly ids?: readonly string[];
}

/** How long it takes at so many requests a second. */
export interface Lasting {
  readonly rate: number;
  readonly ms: number;
}
