/** What goes wrong with one request to storage. */
export type StorageTrouble =
  /** No answer, or none that says anything. `done`: whether the service did what was asked. */
  | { readonly kind: 'unanswered'; readonly done: boolean; readonly cause: string }
  /** To a range: the service stops after the first row, as it does at boundaries of its own. To others: nothing. */
  | { readonly kind: 'short page' };

/** Decides what goes wrong with the next request; undefined: nothing. Asked once for each that is sent. */
export type Fate = () => StorageTrouble | undefined;
