/**
 * Keys in order, for a table in memory: adding, removing and finding a place stay cheap at a million keys, in whatever
 * order they come. Kept in chunks of up to a thousand, so that an insertion moves a chunk and not the whole list.
 */
const CHUNK = 1_024;

export class SortedKeys {
  /** Never empty, except for a single chunk of an empty list. Each chunk's keys are below the next chunk's. */
  readonly #chunks: string[][] = [[]];

  /** Adds a key that is not there yet. */
  add(key: string): void {
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at]!;
    const last = chunk.at(-1);
    if (last === undefined || last < key) chunk.push(key);
    else chunk.splice(firstNotBelow(chunk, key), 0, key);
    if (chunk.length > CHUNK) this.#split(at);
  }

  /** Removes a key that is there. */
  remove(key: string): void {
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at]!;
    chunk.splice(firstNotBelow(chunk, key), 1);
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(at, 1);
  }

  /** The keys from `from` (inclusive) on, in order. The list must not change meanwhile. */
  *startingAt(from: string): Generator<string> {
    let at = this.#chunkFor(from);
    let i = firstNotBelow(this.#chunks[at]!, from);
    for (; at < this.#chunks.length; at++, i = 0) {
      const chunk = this.#chunks[at]!;
      for (; i < chunk.length; i++) yield chunk[i]!;
    }
  }

  /** The chunk that has the key, or would have it: the last one that begins at or below it. */
  #chunkFor(key: string): number {
    let low = 0;
    let high = this.#chunks.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#chunks[middle]![0]! <= key) low = middle;
      else high = middle;
    }
    return low;
  }

  /** A chunk that is filled from its end is split there, so that keys added in order leave full chunks behind. */
  #split(at: number): void {
    const chunk = this.#chunks[at]!;
    const from = at === this.#chunks.length - 1 ? CHUNK : chunk.length >>> 1;
    this.#chunks.splice(at + 1, 0, chunk.splice(from));
  }
}

function firstNotBelow(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
