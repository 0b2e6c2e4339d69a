import { join } from 'node:path';
import { loadApp } from '../../local/host/load-app.ts';
import { PERSON, TENANT } from '../support/token-authority.ts';

/** A function that HTTP wakes, as it is registered. */
export interface HttpFunction {
  readonly name: string;
  /** Below /api, with its parameters in braces. */
  readonly route: string;
  /** The route with ids in the place of its parameters: well-formed, and of nothing that is there. */
  readonly path: string;
}

const parameters: Readonly<Record<string, string>> = {
  id: '01m84xyb87tfxa8htcpe7kd99r',
  type: 'user',
  recipient: PERSON,
  aadObjectId: PERSON,
  tenant: TENANT,
};

/** All functions of the app that HTTP wakes. */
export async function httpFunctions(): Promise<readonly HttpFunction[]> {
  const { functions } = await loadApp({ root: join(import.meta.dirname, '..', '..'), main: 'functions/index.ts' });
  return functions.flatMap(({ metadata: { name, bindings } }) =>
    Object.values(bindings).flatMap(({ type, ...binding }) =>
      type === 'httpTrigger' ? [{ name, route: routeIn(binding), path: pathOf(routeIn(binding)) }] : [],
    ),
  );
}

function routeIn(binding: object): string {
  const { route } = binding as { route?: unknown };
  if (typeof route !== 'string') throw new Error('An HTTP function without a route.');
  return route;
}

function pathOf(route: string): string {
  return route.replaceAll(/\{\*?(\w+)[^}]*\}/g, (_, name: string) => parameters[name] ?? name);
}
