import type { ProblemDetail } from '../../errors.ts';

/** A job from the queue door that was not taken. */
export interface RefusedView {
  readonly id: string;
  readonly refusedAt: string;
  /** As of the problem an HTTP caller would have been answered with. */
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly ProblemDetail[];
  /** What was on the queue, or the beginning of it. */
  readonly text: string;
}
