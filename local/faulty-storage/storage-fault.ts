import type { StorageAnswer, StorageService } from './storage-answer.ts';

/** A request on its way to storage. */
export interface StorageRequest {
  readonly service: StorageService;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
}

/**
 * What goes wrong with a request. `carriedOut`: storage got it all the same, and only its answer is lost.
 * - `reset`: the connection breaks
 * - `hang`: the connection stays open and silent, for ever
 * - `slow`: storage gets it at once and the answer takes `ms` longer; or, not `carriedOut`, it reaches storage only then,
 *   whether anybody still waits or not
 * - `cut`: carried out, and the connection breaks in the middle of the answer
 * - `error`: this status is the answer, as the service words it
 * - `other-request`: storage is asked for this instead (path and query)
 * - `other-answer`: this is the answer, and storage is not asked
 */
export type StorageFault =
  | { readonly kind: 'reset' | 'hang'; readonly carriedOut: boolean }
  | { readonly kind: 'slow'; readonly ms: number; readonly carriedOut: boolean }
  | { readonly kind: 'cut' }
  | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly carriedOut: boolean }
  | { readonly kind: 'other-request'; readonly url: string }
  | { readonly kind: 'other-answer'; readonly answer: StorageAnswer };

/** Decides about each request, in the order of arrival; may make it wait. Nothing: it is passed on as it is. */
export type Interfere = (request: StorageRequest) => StorageFault | undefined | Promise<StorageFault | undefined>;
