import type { Caller } from '../access/caller.ts';
import type { Message } from '../broadcast/message.ts';
import type { BroadcastRequest } from '../broadcast/parse-broadcast.ts';
import type { ReleaseRequest } from '../broadcast/parse-release.ts';
import type { RetryBody } from '../broadcast/parse-retry.ts';
import type { Operations } from './operations.ts';
import type { BroadcastsPage, BroadcastView, MessageView } from './views/broadcast.ts';
import type { DeliveryView, ReasonsView } from './views/delivery.ts';
import type { PageOf } from './views/page.ts';
import type { PersonView } from './views/person.ts';
import type { DeletedPersonView, PersonRecord } from './views/person-data.ts';
import type { RefusedView } from './views/refused.ts';
import type { ReleaseView } from './views/release.ts';
import type { BroadcastStatus } from './views/status.ts';
import type { WebhookView } from './views/webhook.ts';
import type { DeliveryFilter } from './walk-deliveries.ts';

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

export interface NewBroadcast {
  readonly request: BroadcastRequest;
  /** The tenant the request names, else the caller's; undefined when neither says. */
  readonly tenant: string | undefined;
  /** Whose the idempotency key is. */
  readonly caller: string;
  /** The author, as shown. */
  readonly createdBy: string;
  readonly idempotencyKey?: string;
  /** The author may write, and not let anything go out: somebody else has to. */
  readonly needsRelease?: boolean;
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
  /** The tenant that is named, or the only one there is; nothing when none was ever heard from. @throws {Problem} tenant-not-allowed, tenant-required */
  knownTenant(named: string | undefined): Promise<string | undefined>;
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
  /** Answers only once nothing more can be sent. @throws {Problem} forbidden, broadcast-ended, cancel-unconfirmed */
  cancel(id: string, by?: Caller): Promise<BroadcastView>;
  /** What is to be sent to whom, for who is to release it. @throws {Problem} not-awaiting-release */
  toRelease(id: string): Promise<ReleaseView>;
  /**
   * @throws {Problem} not-awaiting-release, second-person-required, release-changed, confirmation-required,
   *   broadcast-ended, broadcast-canceling, broadcast-expired
   */
  release(id: string, asked: ReleaseRequest, by: Caller): Promise<BroadcastView>;
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
  /**
   * Another message for everybody: who has it already has it edited.
   * @param seen the versions it may be made of; whatever it is unless said
   * @throws {Problem} forbidden, message-changed, broadcast-recalled, edit-needs-release, too-many-editors
   */
  edit(id: string, message: Message, by?: Caller, seen?: readonly number[]): Promise<BroadcastView>;
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
  /** All that is kept of somebody, read as it is taken. @throws {Problem} tenant-required, tenant-not-allowed */
  personData(input: { id: string; tenant?: string }): AsyncGenerator<PersonRecord, void, void>;
  /**
   * Deletes all that is kept of somebody but how often and how somebody stood; asked again it changes nothing.
   * @throws {Problem} person-in-broadcast, tenant-required, tenant-not-allowed, invalid-cursor
   */
  deletePerson(input: { id: string; tenant?: string; cursor?: string }): Promise<DeletedPersonView>;
}
