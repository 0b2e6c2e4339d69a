/** The end of what goes by. */
export class Tail {
  #bytes = new Uint8Array();

  add(piece: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, piece]).subarray(-LONGEST_LINE);
  }

  /** The last line that is not empty; of one longer than 16 KiB, its end. */
  get lastLine(): string {
    return Buffer.from(this.#bytes).toString().trimEnd().split('\n').at(-1) ?? '';
  }
}

const LONGEST_LINE = 16_384;
