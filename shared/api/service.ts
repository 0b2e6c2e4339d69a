import type { Message } from '../broadcast/message.ts';
import type { BroadcastRequest } from '../broadcast/parse-broadcast.ts';
import type { RetryBody } from '../broadcast/parse-retry.ts';
import type { Priority } from '../broadcast/parse-times.ts';
import type { ProblemDetail } from '../errors.ts';
import type { QuietHours } from '../schedule/quiet-hours.ts';
import type { Reason } from '../shard/reasons.ts';
import type { DeliveryState, StateCounts } from '../shard/shard.ts';
import type { OnUncertain } from '../shard/wave.ts';
import type { CallError } from '../webhook/webhooks.ts';
import type { Operations } from './operations.ts';
import type { DeliveryFilter } from './walk-deliveries.ts';

/** How a broadcast can have ended. */
export const endStatuses = ['completed', 'canceled', 'stopped'] as const;
export const broadcastStatuses = ['scheduled', 'planning', 'sending', 'paused', 'canceling', ...endStatuses] as const;
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
  /** When it was given up because nobody mended what Teams refused it for; null: it was not. */
  readonly stoppedAt: string | null;
  /** So many have the message for whom it is not settled. */
  readonly left: number;
  /** So many have the message for whom it could not be made: their deliveries say why. */
  readonly failed: number;
}

/** A message as it is read: what was asked for last. */
export type MessageView = Message & { readonly version: number };

/** Which broadcasts a list is of. */
export interface BroadcastFilter {
  /** One of these. */
  readonly statuses?: readonly BroadcastStatus[];
  readonly createdBy?: string;
  /** Created at or after this, ms since 1970. */
  readonly since?: number;
  /** Created before this, ms since 1970. */
  readonly until?: number;
  /** Tests, and nothing else; absent: none of them. */
  readonly test?: boolean;
}

/** A page of broadcasts: it may hold fewer than its limit and yet have a next one. */
export interface BroadcastsPage extends PageOf<BroadcastView> {
  readonly pollAfterMs: number;
}

/** How one recipient stands. */
export interface DeliveryView {
  readonly recipient: { readonly type: 'user'; readonly id: string };
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly at: string | null;
  readonly reason: Reason | null;
  /** The version of the message that was sent to them, or that they have since it was edited; null: none was. */
  readonly version: number | null;
}

/** How many deliveries of a broadcast stand as they do for one reason. */
export interface ReasonView extends Reason {
  readonly count: number;
  /** `count` by the state they are in. */
  readonly states: Readonly<Partial<Record<DeliveryState, number>>>;
}

/** Why the deliveries of a broadcast stand as they do, the most frequent reason first. */
export interface ReasonsView {
  readonly items: readonly ReasonView[];
  readonly pollAfterMs: number | null;
}

/** What one person got of one broadcast. */
export interface PersonDeliveryView extends Omit<DeliveryView, 'recipient'> {
  readonly broadcast: { readonly id: string; readonly summary: string; readonly createdAt: string };
}

/** Whether somebody can be reached, and what they got lately. */
export interface PersonView {
  readonly id: string;
  readonly tenant: string | null;
  readonly reachable: boolean;
  /** Why not, and what to do; null for who is reachable. */
  readonly reason: Reason | null;
  /** Their personal chat with the app; null when nothing was ever heard from them. */
  readonly conversation: {
    readonly state: 'active' | 'removed' | 'blocked';
    /** Since when it is in this state; null when nobody said. */
    readonly since: string | null;
    /** When something was last heard of it. */
    readonly heardAt: string | null;
  } | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly deliveries: PageOf<PersonDeliveryView> & {
    /** So many broadcasts, from the newest or the cursor on, were looked through for this page. */
    readonly broadcasts: number;
    /** So many of them can't be read. */
    readonly unreadable: number;
  };
}

/** How the end of one run was told to the webhook. Times are ISO 8601 in UTC. */
export interface TellingView {
  readonly run: number;
  /** The header `webhook-id`: the same for each attempt. */
  readonly id: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  /** Oldest first, the newest 50. One with neither `status` nor `error` is under way. */
  readonly attempts: readonly {
    readonly at: string;
    readonly status?: number;
    readonly error?: CallError;
    readonly ms?: number;
  }[];
  /** When the next attempt is due; null when there is none to come. */
  readonly nextAt: string | null;
}

/** The webhook of a broadcast: how its newest end was told, and those before. Until the first end it is pending. */
export interface WebhookView extends TellingView {
  readonly url: string;
  /** The ends of earlier runs, the newest first. */
  readonly earlier: readonly TellingView[];
}

/** A job from the queue door that was not taken. */
export interface RefusedView {
  readonly id: string;
  readonly refusedAt: string;
  /** As of the problem an HTTP caller would have been answered with. */
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly ProblemDetail[];
  /** What was on the queue, or the beginning of it. */
  readonly text: string;
}

/** One page of a list; `next` is the cursor of the page after it, null on the last. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface NewBroadcast {
  readonly request: BroadcastRequest;
  /** The tenant the request names, else the caller's; undefined when neither says. */
  readonly tenant: string | undefined;
  /** Whose the idempotency key is. */
  readonly caller: string;
  /** The author, as shown. */
  readonly createdBy: string;
  readonly idempotencyKey?: string;
  /** When it was asked for, if that is a while ago (ms since 1970). */
  readonly askedAt?: number;
}

/**
 * What the API can do: with broadcasts, and with the people they are for. Every method throws a Problem for what the caller is to be told, and rejects with
 * StorageUnavailable when storage gives no answer.
 */
export interface Broadcasts extends Operations {
  /** Idempotent by caller and key. @throws {Problem} idempotency-key-reused, confirmation-required,
   * tenant-required, tenant-not-allowed */
  create(input: NewBroadcast): Promise<BroadcastView>;
  /** Newest first; tests only if asked for, and then nothing else. @throws {Problem} invalid-cursor */
  list(input: BroadcastFilter & { tenant?: string; limit: number; cursor?: string }): Promise<BroadcastsPage>;
  /**
   * As a reading shows it that began a second ago at most; whatever was done through these methods before is in it.
   * @throws {Problem} broadcast-not-found, as do all that take an id
   */
  get(id: string): Promise<BroadcastView>;
  /** The newest version. */
  message(id: string): Promise<MessageView>;
  /** In the order of the recipients' keys. @throws {Problem} invalid-cursor */
  deliveries(id: string, page: DeliveryFilter & { limit: number; cursor?: string }): Promise<PageOf<DeliveryView>>;
  /** All that fit, some hundreds at a time, read as they are taken; rejects when it comes to one that can't be read. */
  eachDelivery(id: string, filter: DeliveryFilter): AsyncGenerator<readonly DeliveryView[], void, void>;
  reasons(id: string): Promise<ReasonsView>;
  /** @throws {Problem} delivery-not-found */
  delivery(id: string, type: string, recipient: string): Promise<DeliveryView>;
  /** Answers only once nothing more can be sent. @throws {Problem} broadcast-ended, cancel-unconfirmed */
  cancel(id: string): Promise<BroadcastView>;
  /** Answers only once nothing more can be sent. @throws {Problem} broadcast-ended, broadcast-canceling, pause-unconfirmed */
  pause(id: string, by: string): Promise<BroadcastView>;
  /** @throws {Problem} resume-unconfirmed */
  resume(id: string): Promise<BroadcastView>;
  /** An ended one is sent again to those who ended in these states. @throws {Problem} broadcast-not-ended, run-changed, broadcast-recalled */
  retry(id: string, retry: RetryBody): Promise<BroadcastView>;
  /** How its ends were told. @throws {Problem} webhook-not-found */
  webhook(id: string): Promise<WebhookView>;
  /** Its newest end is told again, at once. @throws {Problem} webhook-not-found, broadcast-not-ended */
  tellAgain(id: string): Promise<WebhookView>;
  /** Another message for everybody: who has it already has it edited. @throws {Problem} broadcast-recalled */
  edit(id: string, message: Message): Promise<BroadcastView>;
  /** Answers only once nothing more can be sent; what was delivered is removed then. @throws {Problem} recall-unconfirmed */
  recall(id: string): Promise<BroadcastView>;
  /** Newest first. @throws {Problem} invalid-cursor */
  refused(input: { limit: number; cursor?: string }): Promise<PageOf<RefusedView>>;
  /**
   * Somebody of a tenant, known or not.
   * @param input `id` in lower case; `limit`: broadcasts to look through
   * @throws {Problem} tenant-required, tenant-not-allowed, invalid-cursor
   */
  person(input: { id: string; tenant?: string; limit: number; cursor?: string }): Promise<PersonView>;
}
