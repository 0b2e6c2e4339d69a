/** How a thing is ended: in good order, or at once. */
export type How = 'stop' | 'kill';

/** Everything that was started, to be ended in the reverse order, whatever happens. */
export class Closing {
  readonly #ends: ((how: How) => Promise<void>)[] = [];
  #closed = false;

  /** Notes how to end a thing; what comes too late is ended at once. */
  add(end: (how: How) => Promise<void>): void {
    if (this.#closed) void end('kill').catch(() => {});
    else this.#ends.unshift(end);
  }

  /** Ends all of it, one after the other. */
  async close(how: How): Promise<void> {
    this.#closed = true;
    for (const end of this.#ends.splice(0)) await end(how);
  }
}
