import { matchRoute, overlaps, parseRoute, precision, type Route } from './route.ts';
import type { HttpTrigger, Trigger } from './trigger.ts';

type HttpFunction = Trigger & HttpTrigger;

/** Finds the function for a request, with the parameters of its route; undefined is a 404. */
export type Router = (method: string, path: string) => Found | undefined;

export interface Found {
  readonly trigger: HttpFunction;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Routes as the real host does: one after the other **in the order of the functions' names**, ignoring case; a method
 * that a function did not register is another function's, in the end a 404.
 * @throws {Error} when that order would give a path to a vaguer route than another that wants it
 * (`items/{id}` of function `a` before `items/new` of function `b`): there it could never be reached
 */
export function routeTable(triggers: readonly HttpFunction[], prefix: string): Router {
  const table = triggers
    .map((trigger) => ({ trigger, name: trigger.fn.metadata.name, route: route(prefix, trigger) }))
    .sort((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1));
  for (const [at, early] of table.entries()) {
    for (const late of table.slice(at + 1)) {
      const methods = early.trigger.methods.filter((method) => late.trigger.methods.includes(method));
      if (methods.length === 0 || !overlaps(early.route, late.route) || precision(early.route, late.route) > 0)
        continue;
      throw new Error(
        `Azure tries routes in the order of the functions' names: "${early.name}" (${early.route.template}) would take ` +
          `${methods.join(', ')} requests meant for "${late.name}" (${late.route.template}). ` +
          'Give the more exact route the name that comes first, or a constraint to the other.',
      );
    }
  }
  return (method, path) => {
    for (const { trigger, route } of table) {
      const params = trigger.methods.includes(method.toUpperCase()) ? matchRoute(route, path) : undefined;
      if (params) return { trigger, params };
    }
    return undefined;
  };
}

function route(prefix: string, trigger: HttpFunction): Route {
  const { template, ...rest } = parseRoute(trigger.route);
  const before = parseRoute(prefix).parts;
  return { ...rest, template: prefix ? `${prefix}/${template}` : template, parts: [...before, ...rest.parts] };
}
