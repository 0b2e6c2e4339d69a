/** What became of a job that changes a shard. */
export type ChangeEnd =
  /** Its messages are changed: the next of its chain is due. */
  | { readonly kind: 'done' }
  /** There was nothing left to change. */
  | { readonly kind: 'over' }
  /** Somebody else is at it, or it is not to be done any more, or not now: nothing follows from it. */
  | { readonly kind: 'nothing' }
  /** The same job again after this, ms. */
  | { readonly kind: 'put-back'; readonly ms: number };
