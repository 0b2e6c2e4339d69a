import type { Clock } from '../clock.ts';

/** So many of a kind are told one by one in each stretch. */
const EACH = 10;
/** How long a stretch is, ms, from the first of its kind. */
const STRETCH = 60_000;
/** Kinds that are remembered; of more, those whose stretch is over are forgotten. */
const MOST = 1_000;

/** Told at the end of a stretch how many there were that were not told one by one. */
export type TellRest = (amount: number) => void | Promise<void>;

interface Stretch {
  readonly until: number;
  seen: number;
}

/**
 * For what anybody can make happen again and again, and what must not be lost silently: of each kind the first few are told
 * one by one, and of those that follow within a minute how many they were. Each process counts for itself.
 */
export class FirstFew {
  readonly #clock: Clock;
  readonly #stopping: AbortSignal;
  readonly #stretches = new Map<string, Stretch>();
  readonly #telling = new Set<Promise<void>>();

  /** @param stopping aborted when the process ends: what was counted by then is told at once */
  constructor({ clock, stopping }: { readonly clock: Clock; readonly stopping: AbortSignal }) {
    this.#clock = clock;
    this.#stopping = stopping;
  }

  /**
   * Counts one more.
   * @param rest called by the first that is not told itself, for what is told of it and of those that follow
   * @returns whether it is to be told itself
   */
  isOne(kind: string, rest: () => TellRest): boolean {
    const stretch = this.#stretchOf(kind);
    stretch.seen++;
    if (stretch.seen === EACH + 1) this.#tellAtEnd(kind, stretch, rest());
    return stretch.seen <= EACH;
  }

  /** Resolves when everything that was counted is told: after `stopping`, that is soon. */
  async told(): Promise<void> {
    await Promise.all(this.#telling);
  }

  #stretchOf(kind: string): Stretch {
    const now = this.#clock.monotonic();
    const known = this.#stretches.get(kind);
    if (known && now < known.until) return known;
    if (this.#stretches.size >= MOST) this.#forget(now);
    const begun = { until: now + STRETCH, seen: 0 };
    this.#stretches.set(kind, begun);
    return begun;
  }

  #tellAtEnd(kind: string, stretch: Stretch, tell: TellRest): void {
    const ending = async () => {
      await this.#clock.sleep(stretch.until - this.#clock.monotonic(), this.#stopping);
      // What comes from now on would be told by nobody: it begins a stretch of its own.
      if (this.#stretches.get(kind) === stretch) this.#stretches.delete(kind);
      await tell(stretch.seen - EACH);
    };
    const told = ending().finally(() => this.#telling.delete(told));
    this.#telling.add(told);
  }

  #forget(now: number): void {
    for (const [kind, { until }] of this.#stretches) {
      if (until <= now) this.#stretches.delete(kind);
    }
  }
}
