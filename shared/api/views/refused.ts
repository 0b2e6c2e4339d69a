import * as z from 'zod/mini';
import { problemDetail } from './problem.ts';
import { instant, type Shown, says } from './shown.ts';

/** A job from the queue door that was not taken. */
export const refusedView = z.object({
  id: z.string(),
  refusedAt: instant,
  code: says(z.string(), 'As of the problem an HTTP caller would have been answered with.'),
  detail: z.string(),
  errors: z.array(problemDetail),
  text: says(z.string(), 'What was on the queue, or the beginning of it.'),
});

export type RefusedView = Shown<typeof refusedView>;
