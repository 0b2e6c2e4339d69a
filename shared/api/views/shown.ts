import * as z from 'zod/mini';

/** What a schema describes, as the service gives it: nobody changes it on its way out. */
export type Shown<S extends z.core.$ZodType> = Deeply<z.output<S>>;

type Deeply<T> = T extends readonly (infer Item)[]
  ? readonly Deeply<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: Deeply<T[Name]> }
    : T;

/** A schema, and what it means: for readers of the document that describes the API. */
export function says<S extends z.ZodMiniType>(schema: S, means: string): S {
  return schema.check(z.describe(means));
}

/** ISO 8601 in UTC. */
export const instant = z.string().check(z.meta({ format: 'date-time' }));

/** How many, or how much of something whole. */
export const count = z.int().check(z.gte(0));
