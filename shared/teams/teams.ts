/**
 * The Teams port: the requests of the Bot Connector that sending, editing and recalling need, one HTTP request each, never
 * retried and given up after 15 s (`callTimeout` in delivery/timing.ts). A signal gives up earlier.
 */

/** What is posted: the part of a Bot Framework activity that a broadcast uses. */
export interface OutgoingActivity {
  readonly type: 'message';
  readonly text?: string;
  readonly textFormat?: 'plain' | 'markdown' | 'xml';
  readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[];
  readonly summary?: string;
  readonly channelData?: unknown;
}

/** What one request came to. */
export type TeamsAnswer =
  /** Accepted. `id`: of the conversation or activity; an activity that Teams split has none. */
  | { readonly kind: 'accepted'; readonly id?: string }
  /** Refused, with an HTTP status and, where the body had one, a code (`error.code`, or `subCode` of errorCode 209). */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      /** Milliseconds from now, from Retry-After as seconds (also decimal) or as an HTTP date. */
      readonly retryAfter?: number;
    }
  /** The request went out (or may have) and no answer came: time-out, reset. Nobody knows whether it was accepted. */
  | { readonly kind: 'unanswered'; readonly cause: string }
  /** The request never left: refused connection, unknown host, no token. Surely not accepted. */
  | { readonly kind: 'unsent'; readonly cause: string };

/** Where a message is that was posted. */
export interface PostedMessage {
  readonly serviceUrl: string;
  readonly conversation: string;
  /** The id it was given when it was accepted. */
  readonly activity: string;
}

export interface Teams {
  /**
   * Gets or creates the personal chat with one user.
   * @param user the user's AAD object id or `29:` id
   */
  createConversation(
    to: { serviceUrl: string; tenant: string; user: string },
    signal?: AbortSignal,
  ): Promise<TeamsAnswer>;

  /** Posts one activity to one conversation. */
  send(
    to: { serviceUrl: string; conversation: string },
    activity: OutgoingActivity,
    signal?: AbortSignal,
  ): Promise<TeamsAnswer>;

  /** Puts another activity in the place of one that was posted. Done twice it is done once. */
  update(message: PostedMessage, activity: OutgoingActivity, signal?: AbortSignal): Promise<TeamsAnswer>;

  /** Takes away an activity that was posted. Done again, Teams finds none (404): it is gone either way. */
  remove(message: PostedMessage, signal?: AbortSignal): Promise<TeamsAnswer>;
}
