/** Measures the highest number of events in any sliding window. */
export class PeakMeter {
  readonly #ms: number;
  #times: number[] = [];
  #first = 0;
  #highest = 0;

  /** @param ms length of the window */
  constructor(ms = 1000) {
    this.#ms = ms;
  }

  /** The most there ever were in one window. */
  get highest(): number {
    return this.#highest;
  }

  /** Counts events at `now`, in milliseconds of a clock that never goes back. */
  count(now: number, events = 1): void {
    for (let n = 0; n < events; n++) this.#times.push(now);
    while ((this.#times[this.#first] ?? now) <= now - this.#ms) this.#first++;
    this.#highest = Math.max(this.#highest, this.#times.length - this.#first);
    if (this.#first > 4096) {
      this.#times = this.#times.slice(this.#first);
      this.#first = 0;
    }
  }
}
