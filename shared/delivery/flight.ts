import type { Clock } from '../clock.ts';
import type { Outcome } from '../shard/wave.ts';
import type { Stragglers } from './stragglers.ts';

/** How a message left. */
export interface Departure {
  /** When the claim of its wave was sent off (monotonic, ms). */
  readonly began: number;
  readonly serviceUrl: string;
}

/** An answer that has come and is not recorded yet. */
export interface Landing extends Departure {
  readonly outcome: Outcome;
}

/** The messages of one shard whose answers are awaited, and the answers that are to be recorded. */
export class Flight {
  readonly #clock: Clock;
  readonly #stragglers: Stragglers;
  readonly #aloft = new Set<number>();
  /** Those aloft that no wave waits for any more. */
  readonly #behind = new Set<number>();
  readonly #landed = new Map<number, Landing>();
  #next = Promise.withResolvers<void>();

  constructor(clock: Clock, stragglers: Stragglers) {
    this.#clock = clock;
    this.#stragglers = stragglers;
  }

  /** Nothing is awaited, and nothing is to be recorded. */
  get isOver(): boolean {
    return this.#aloft.size === 0 && this.#landed.size === 0;
  }

  /** Answers are missing. */
  get isAloft(): boolean {
    return this.#aloft.size > 0;
  }

  /** What is to be recorded now, by position. */
  get landed(): ReadonlyMap<number, Landing> {
    return new Map(this.#landed);
  }

  /** @param posts what becomes of each message, by position; none rejects */
  depart(posts: ReadonlyMap<number, Promise<Outcome>>, departure: Departure): void {
    for (const [position, post] of posts) {
      this.#aloft.add(position);
      void post.then((outcome) => this.#land(position, { ...departure, outcome }));
    }
  }

  /** These are written down. */
  recorded(landed: ReadonlyMap<number, Landing>): void {
    for (const position of landed.keys()) this.#landed.delete(position);
  }

  /**
   * Waits until a wave is answered, or only stragglers of it are missing.
   * @param patience until then each answer is waited for (monotonic, ms)
   * @param meanwhile done once if the wave must be waited for after that: its answers are not to be lost in a crash
   */
  async waveOver(positions: readonly number[], patience: number, meanwhile: () => Promise<unknown>): Promise<void> {
    const answered = new AbortController();
    const waited = this.#clock.sleep(patience - this.#clock.monotonic(), answered.signal).then(() => true);
    for (let isLate = false, isDone = false; ; ) {
      const missing = positions.filter((position) => this.#aloft.has(position));
      if (missing.length === 0) return answered.abort();
      if (isLate && this.#stragglers.leaveBehind(missing.length)) {
        for (const position of missing) this.#behind.add(position);
        return;
      }
      if (isLate && !isDone) {
        isDone = true;
        await meanwhile();
        continue;
      }
      const landing = this.#next.promise.then(() => isLate);
      isLate = await (isLate ? landing : Promise.race([landing, waited]));
    }
  }

  /** Waits until every answer has come, or for so long, ms. @returns whether every answer has come */
  async landedWithin(ms: number): Promise<boolean> {
    const landed = new AbortController();
    const all = this.allLanded().then(() => landed.abort());
    await Promise.race([all, this.#clock.sleep(ms, landed.signal)]);
    return this.#aloft.size === 0;
  }

  /** Waits until every answer has come. */
  async allLanded(): Promise<void> {
    while (this.#aloft.size > 0) await this.#next.promise;
  }

  #land(position: number, landing: Landing): void {
    this.#landed.set(position, landing);
    this.#aloft.delete(position);
    if (this.#behind.delete(position)) this.#stragglers.arrived();
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }
}
