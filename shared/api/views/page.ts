import * as z from 'zod/mini';
import { says } from './shown.ts';

/** One page of a list; `next` is the cursor of the page after it, null on the last. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A page as it is described. */
export const pageOf = <S extends z.core.$ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    next: says(z.nullable(z.string()), 'The cursor of the next page; null: this is the last.'),
  });
