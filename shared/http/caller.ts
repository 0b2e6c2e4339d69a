/** Who calls the API, as far as a broadcast needs to know. */
export interface Caller {
  /** Idempotency keys belong to it. */
  readonly id: string;
  /** As it is shown to people. */
  readonly name: string;
  /** The tenant of the caller's token. */
  readonly tenant?: string;
}

/** In local mode nobody signs in, and nothing but local mode starts. */
export function callerOf(): Caller {
  return { id: 'local', name: 'local' };
}
