/** What happened, in order, for a reader. */
export class Timeline {
  readonly lines: string[] = [];
  readonly #now: () => number;
  readonly #start: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#start = now();
  }

  note(what: string): void {
    const seconds = ((this.#now() - this.#start) / 1_000).toFixed(3);
    this.lines.push(`${seconds.padStart(9)} s  ${what}`);
  }
}
