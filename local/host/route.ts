import { constraint } from './route-constraint.ts';

interface Part {
  /** A literal's text in lower case, or a parameter's name. */
  readonly name: string;
  /** Higher means: says more exactly which paths it takes. */
  readonly rank: 3 | 2 | 1 | 0;
  accepts(segment: string): boolean;
}

/** A route that ends says more than one that may go on. */
const ended = 4;
const literal = 3;
const constrained = 2;
const wildcard = 0;

/** A route template such as `broadcasts/{id}`, ready to be matched. */
export interface Route {
  readonly template: string;
  readonly parts: readonly Part[];
  /** How many parts at the end may be missing. */
  readonly optional: number;
}

/**
 * Reads a template of ASP.NET's form: literals, `{id}`, `{id:int}`, a last `{id?}` and a last `{*rest}`.
 * @throws {Error} for what is not of that form, or not supported by this host
 */
export function parseRoute(template: string): Route {
  if (/^[/~]/.test(template)) throw new Error(`Route "${template}" may not begin with / or ~`);
  const segments = template.split('/').filter((segment) => segment !== '');
  let optional = 0;
  const parts = segments.map((segment, at): Part => {
    if (!/[{}]/.test(segment)) {
      const name = segment.toLowerCase();
      return { name, rank: literal, accepts: (text) => text.toLowerCase() === name };
    }
    const match = /^\{(\*{0,2})(\w+)((?::[^{}]+?)*)(\??)\}$/.exec(segment);
    const [, star = '', name = '', constraints = '', mark = ''] = match ?? [];
    const last = at === segments.length - 1;
    if (!match || ((star || mark) && !last)) throw new Error(`Route "${template}": "${segment}" is not supported`);
    if (star || mark) optional = 1;
    const accepts = constraint(constraints);
    return { name, rank: star ? wildcard : constraints ? constrained : 1, accepts };
  });
  return { template, parts, optional };
}

/**
 * Matches a request's path, as it came, percent-encoded. Gives the parameters, decoded but for `%2F`, as ASP.NET does
 * (in Azure the front end decodes even that, and the route does not match); undefined when it is another route's.
 */
export function matchRoute({ parts, optional }: Route, path: string): Record<string, string> | undefined {
  const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/').map(decode);
  if (segments.length === 1 && segments[0] === '') segments.pop();
  if (segments.length < parts.length - optional) return undefined;
  if (segments.length > parts.length && parts.at(-1)?.rank !== wildcard) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const text = part.rank === wildcard ? segments.slice(at).join('/') : segments[at];
    if (text === undefined || (text === '' && part.rank === wildcard)) break;
    if (text === '' || !part.accepts(text)) return undefined;
    if (part.rank !== literal) params[part.name] = text;
  }
  return params;
}

/** Whether some path is taken by both routes. */
export function overlaps(a: Route, b: Route): boolean {
  for (const [at, one] of a.parts.entries()) {
    const other = b.parts[at];
    if (!other) return at >= a.parts.length - a.optional;
    if (one.rank === wildcard || other.rank === wildcard) return true;
    if (one.rank === literal && !other.accepts(one.name)) return false;
    if (other.rank === literal && !one.accepts(other.name)) return false;
  }
  return b.parts.length - b.optional <= a.parts.length;
}

/** Positive when `a` says more exactly than `b` which paths it takes, negative the other way round, 0 when neither. */
export function precision(a: Route, b: Route): number {
  for (const [at, one] of a.parts.entries()) {
    const difference = one.rank - (b.parts[at]?.rank ?? ended);
    if (difference !== 0) return difference;
  }
  return b.parts.length - a.parts.length;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment.replaceAll(/%2f/gi, (slash) => `%25${slash.slice(1)}`));
  } catch {
    return segment;
  }
}
