import * as z from 'zod/mini';
import { says } from './shown.ts';

/** One fault in what was sent. */
export const problemDetail = z.object({
  path: says(z.string(), 'A JSON pointer into what was sent; empty: the whole of it.'),
  code: z.string(),
  message: z.string(),
});

/** What a request is answered with that is not done (RFC 9457). */
export const problemView = z.object({
  type: z.string(),
  title: says(z.string(), 'The same for each occurrence of the code.'),
  status: z.int(),
  detail: z.string(),
  code: says(z.string(), 'Stable: what programs compare.'),
  action: says(z.string(), 'What to do about it.'),
  errors: z.exactOptional(says(z.array(problemDetail), 'Every fault at once.')),
  correlationId: z.exactOptional(says(z.string(), 'Under which the log has the cause.')),
});
