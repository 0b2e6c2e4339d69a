import type { DeliverJob } from '../records/jobs.ts';

/** The shards of a chain that still wait for stragglers while the chain goes on. */
export class Rests {
  readonly #failures: unknown[] = [];
  #running: Promise<unknown>[] = [];
  #last: DeliverJob | undefined;

  add(job: DeliverJob, rest: Promise<unknown>): void {
    this.#last = job;
    this.#running.push(rest.catch((error: unknown) => this.#failures.push(error)));
  }

  /**
   * Waits until none is left.
   * @returns the last one's job, if there was any since this was asked before
   */
  async over(): Promise<DeliverJob | undefined> {
    const [running, last] = [this.#running, this.#last];
    this.#running = [];
    this.#last = undefined;
    await Promise.all(running);
    return last;
  }

  /** @throws what one of them threw */
  check(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
