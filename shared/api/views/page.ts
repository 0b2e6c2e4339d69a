/** One page of a list; `next` is the cursor of the page after it, null on the last. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
