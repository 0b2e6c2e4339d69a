/** The queue port: what Carillon itself does with a Storage Queue. Receiving is the Functions host's part. */

/** A message taken from a queue, hidden from others for a while. */
export interface Taken {
  readonly id: string;
  /** Changes with each delivery: proves that the message is still ours. */
  readonly receipt: string;
  readonly text: string;
  /** How often the message has been delivered, this time included. */
  readonly dequeueCount: number;
}

/** The message that would be taken next, as it is seen without taking it. */
export interface Oldest {
  readonly id: string;
  readonly text: string;
  /** When it was put, ms since 1970 (service clock; Azure tells whole seconds). */
  readonly insertedAt: number;
}

export interface Queue {
  /**
   * Puts a message that never expires (TTL −1), as it is (no base64).
   * @param delayMs hidden for that long (default 0; at most 7 days; rounded up to whole seconds)
   * @throws {StorageUnavailable} when it is not known whether the message was put
   * @throws {StorageRefused} when it has more than 64 KiB, or characters that XML cannot carry
   */
  put(text: string, delayMs?: number): Promise<void>;

  /**
   * Takes up to `max` (1 to 32) messages and hides them.
   * @throws {StorageUnavailable}
   */
  take(max: number, hideMs: number): Promise<readonly Taken[]>;

  /**
   * Looks at the message that would be taken next, and leaves it there; nothing when none could be taken.
   * @throws {StorageUnavailable}
   */
  oldest(): Promise<Oldest | undefined>;

  /**
   * Deletes a taken message; one that is gone or taken by another is no error.
   * @throws {StorageUnavailable}
   */
  remove(taken: Taken): Promise<void>;
}
