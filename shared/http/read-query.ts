import type { HttpRequest } from '@azure/functions';
import * as z from 'zod/mini';
import type { ErrorCode } from '../errors/catalogue.ts';
import { Problem } from '../errors/problem.ts';
import type { Words } from '../input/schema.ts';

/** The parameters of a query by name, each as it is read from text. */
export type QueryShape = Readonly<Record<string, z.core.$ZodType>>;

/** What a parameter that does not fit is answered with. @param detail absent: the sentence of the catalogue */
export function refusal(code: ErrorCode, detail = ''): Words {
  return { error: () => `${code}: ${detail}` };
}

/** Lists are told apart from single values: those may be given several times. */
const lists = new WeakSet<z.core.$ZodType>();

/** Some of a few words: given several times, or separated by commas, which to some hosts is the same. */
export function several<const T extends readonly string[]>(known: T, words: Words) {
  const schema = z.optional(z.array(z.enum(known, words)));
  lists.add(schema);
  return schema;
}

/** An empty parameter (`?cursor=`) is one that is not given: what a template leaves behind. */
function parameter(request: HttpRequest, name: string): string | undefined {
  return request.query.get(name) || undefined;
}

/**
 * Reads the parameters a route knows; others are nobody's business.
 * @throws {Problem} that the first parameter which does not fit is answered with
 */
export function readQuery<T extends QueryShape>(request: HttpRequest, shape: T): z.output<z.ZodMiniObject<T>> {
  const given = Object.entries(shape).map(([name, schema]) => [
    name,
    lists.has(schema) ? listed(request, name) : parameter(request, name),
  ]);
  const read = z.safeParse(z.object(shape), Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (read.success) return read.data;
  const [, code, detail] = /^([a-z-]+): (.*)$/s.exec(read.error.issues[0]?.message ?? '') ?? [];
  throw new Problem(code as ErrorCode, detail ? { detail } : {});
}

/**
 * What a query asks for, for who keeps that: the parameters of a shape that fit, as text. Those that do not are refused by who
 * reads them, with all others.
 */
export function queryAsText(request: HttpRequest, shape: QueryShape): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, schema]) => {
      const given = lists.has(schema) ? listed(request, name) : parameter(request, name);
      const read = z.safeParse(schema, given);
      if (given === undefined || !read.success) return [];
      return [[name, Array.isArray(read.data) ? [...new Set(read.data)].join(',') : String(read.data)]];
    }),
  );
}

function listed(request: HttpRequest, name: string): readonly string[] | undefined {
  const parts = request.query.getAll(name).join(',').split(',');
  const some = parts.filter((part) => part !== '');
  return some.length > 0 ? some : undefined;
}
