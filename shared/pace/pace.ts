import type { Grant, Share, Token } from './turns.ts';

/**
 * The pace of one tenant in this process. A token is the right to send one request at its slot; tokens come from the
 * gate and from nowhere else.
 */
export interface Pace {
  /** A job begins to send a shard. */
  join(share: Share): void;

  leave(share: Share): void;

  /**
   * Waits for tokens: up to `want`, and not fewer than is worth a claim unless fewer are wanted.
   * @throws {StorageUnavailable}
   */
  take(share: Share, want: number): Promise<Grant>;

  /** The newest version of a broadcast's message this process has heard of; 1 where nothing was said of any. */
  versionOf(broadcast: string): number;

  /** Less is in doubt than before: there may be room to claim more. */
  lessInDoubt(): void;

  /**
   * Waits for a token's slot.
   * @param deadline nothing may be posted from then on (monotonic)
   * @returns whether the request may go out now; if not, the token is void
   */
  slot(token: Token, deadline: number): Promise<boolean>;

  /** A request of this token was answered 429: everybody pauses, unless the episode has been counted. */
  throttled(token: Token, retryAfter: number | undefined): void;

  /** A request of this token was not answered, or by a failure of the service itself. */
  unanswered(token: Token): void;

  /** Teams answered, whatever it said. */
  answered(token: Token): void;
}
