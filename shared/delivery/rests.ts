import type { DeliverJob } from '../records/jobs.ts';

/** The shards of a chain that still wait for stragglers while the chain goes on. */
export class Rests {
  readonly #failures: unknown[] = [];
  #running: Promise<unknown>[] = [];
  #last: DeliverJob | undefined;
  #shards = new Set<string>();

  add(job: DeliverJob, rest: Promise<unknown>): void {
    this.#last = job;
    this.#shards.add(job.key);
    this.#running.push(rest.catch((error: unknown) => this.#failures.push(error)));
  }

  /** Whether the stragglers of this shard are waited for. */
  has({ key }: DeliverJob): boolean {
    return this.#shards.has(key);
  }

  /**
   * Waits until none is left.
   * @returns the last one's job, if there was any since this was asked before
   */
  async over(): Promise<DeliverJob | undefined> {
    const [running, last] = [this.#running, this.#last];
    this.#running = [];
    this.#last = undefined;
    this.#shards = new Set();
    await Promise.all(running);
    return last;
  }

  /** @throws what one of them threw */
  check(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
