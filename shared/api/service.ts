import type { Message } from '../broadcast/message.ts';
import type { BroadcastRequest } from '../broadcast/parse-broadcast.ts';
import type { RetryBody } from '../broadcast/parse-retry.ts';
import type { ProblemDetail } from '../errors.ts';
import type { DeliveryState, StateCounts } from '../shard/shard.ts';
import type { OnUncertain } from '../shard/wave.ts';
import type { Operations } from './operations.ts';

/** A client takes a status it does not know for not ended, unless `endedAt` is set. */
export type BroadcastStatus = 'planning' | 'sending' | 'paused' | 'canceling' | 'completed' | 'canceled' | 'stopped';

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
  readonly summary: string;
  readonly audience: { readonly include: readonly SourceView[]; readonly exclude?: readonly SourceView[] };
  /** A trial for a few named users. */
  readonly test: boolean;
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
}

/** How one recipient stands. */
export interface DeliveryView {
  readonly recipient: { readonly type: 'user'; readonly id: string };
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly at: string | null;
  readonly reason: { readonly code: string; readonly message: string; readonly action: string } | null;
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
}

/**
 * What the API can do with broadcasts. Every method throws a Problem for what the caller is to be told, and rejects with
 * StorageUnavailable when storage gives no answer.
 */
export interface Broadcasts extends Operations {
  /** Idempotent by caller and key. @throws {Problem} idempotency-key-reused, confirmation-required,
   * tenant-required, tenant-not-allowed */
  create(input: NewBroadcast): Promise<BroadcastView>;
  /** Newest first; tests only if asked for, and then nothing else. @throws {Problem} invalid-cursor */
  list(input: { tenant?: string; test?: boolean; limit: number; cursor?: string }): Promise<PageOf<BroadcastView>>;
  /** @throws {Problem} broadcast-not-found, as do all that take an id */
  get(id: string): Promise<BroadcastView>;
  message(id: string): Promise<Message>;
  /** In the order of the recipients' keys. @throws {Problem} invalid-cursor */
  deliveries(
    id: string,
    page: { state?: DeliveryState; limit: number; cursor?: string },
  ): Promise<PageOf<DeliveryView>>;
  /** @throws {Problem} delivery-not-found */
  delivery(id: string, type: string, recipient: string): Promise<DeliveryView>;
  /** Answers only once nothing more can be sent. @throws {Problem} broadcast-ended, cancel-unconfirmed */
  cancel(id: string): Promise<BroadcastView>;
  /** An ended one is sent again to those who ended in these states. @throws {Problem} broadcast-not-ended, run-changed */
  retry(id: string, retry: RetryBody): Promise<BroadcastView>;
  /** Newest first. @throws {Problem} invalid-cursor */
  refused(input: { limit: number; cursor?: string }): Promise<PageOf<RefusedView>>;
}
