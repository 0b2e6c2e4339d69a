import type { Clock } from '../clock.ts';
import type { Outcome } from '../shard/wave.ts';

/** How a message left. */
export interface Departure {
  /** When the claim of its wave was sent off (monotonic, ms). */
  readonly began: number;
  readonly serviceUrl: string;
  /** When the last message of its wave is posted (monotonic, ms). */
  readonly last: number;
}

/** An answer that has come and is not recorded yet. */
export interface Landing extends Departure {
  readonly outcome: Outcome;
}

/** The messages of one shard whose answers are awaited, and the answers that are to be recorded. */
export class Flight {
  readonly #clock: Clock;
  readonly #heard: () => void;
  readonly #aloft = new Set<number>();
  readonly #landed = new Map<number, Landing>();
  /** When the last message so far is posted (monotonic, ms). */
  #last = Number.NEGATIVE_INFINITY;
  #next = Promise.withResolvers<void>();

  /** @param heard told of each answer */
  constructor(clock: Clock, heard: () => void) {
    this.#clock = clock;
    this.#heard = heard;
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
    this.#last = departure.last;
    for (const [position, post] of posts) {
      this.#aloft.add(position);
      void post.then((outcome) => this.#land(position, { ...departure, outcome }));
    }
  }

  /** These are written down. */
  recorded(landed: ReadonlyMap<number, Landing>): void {
    for (const position of landed.keys()) this.#landed.delete(position);
  }

  /** Waits until so long after the last message, ms, or until it is called off: whose answer is missing then is a straggler. */
  async overdue(patience: number, off: AbortSignal): Promise<void> {
    await this.#clock.sleep(this.#last + patience - this.#clock.monotonic(), off);
  }

  /** Waits until every answer has come that is no straggler's. */
  async landedWithin(patience: number): Promise<void> {
    const landed = new AbortController();
    await Promise.race([this.allLanded(), this.overdue(patience, landed.signal)]);
    landed.abort();
  }

  /** Waits until every answer has come. */
  async allLanded(): Promise<void> {
    while (this.#aloft.size > 0) await this.#next.promise;
  }

  #land(position: number, landing: Landing): void {
    this.#landed.set(position, landing);
    this.#aloft.delete(position);
    this.#heard();
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }
}
