import { setImmediate } from 'node:timers/promises';

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * Virtual time: events in the order of their instants, and nothing between them. Everything that follows from an event
 * by promises alone is done before the next one.
 */
export class VirtualTime {
  #now: number;
  #order = 0;
  /** A binary heap: the earliest event first, of equal ones the one scheduled first. */
  readonly #heap: Event[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Schedules something at an instant; the past counts as now. */
  at(instant: number, run: () => void): void {
    const event = { at: Math.max(instant, this.#now), order: this.#order++, run };
    let i = this.#heap.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(event, this.#heap[parent]!)) break;
      this.#heap[i] = this.#heap[parent]!;
      i = parent;
    }
    this.#heap[i] = event;
  }

  after(ms: number, run: () => void): void {
    this.at(this.#now + ms, run);
  }

  /**
   * Lets time pass until nothing is scheduled, `done` says so, or `until` has come.
   * @returns whether `done` said so
   */
  async run(until: number, done: () => boolean): Promise<boolean> {
    await setImmediate();
    while (!done()) {
      const next = this.#heap[0];
      if (!next || next.at > until) return false;
      this.#now = next.at;
      while (this.#heap[0]?.at === next.at) this.#take().run();
      await setImmediate();
    }
    return true;
  }

  #take(): Event {
    const first = this.#heap[0]!;
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(event: Event): void {
    const heap = this.#heap;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, event)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = event;
  }
}

function before(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
