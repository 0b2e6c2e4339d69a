import { dirname, join } from 'node:path';
import { type Declaration, readBicep } from './file.ts';
import { functionsFor, guid, type Surroundings } from './functions.ts';

type Dict = Record<string, unknown>;

/** A resource as it would be asked for. */
export interface Resource {
  /** Without its version. */
  readonly type: string;
  /** What its declaration is called. */
  readonly symbol: string;
  readonly body: Dict & { readonly name?: string; readonly properties?: Dict };
}

/** A module of the file itself, not of its modules. */
export interface Module {
  readonly name: string;
  /** The modules that are through before it begins, as `dependsOn` says it: not those whose outputs it takes. */
  readonly after: readonly string[];
  readonly resources: readonly Resource[];
}

export interface Deployment {
  /** Those of its modules, too. */
  readonly resources: readonly Resource[];
  readonly modules: readonly Module[];
  readonly outputs: Dict;
}

/** A GUID or an address that only Azure knows, made up of the name of what has it. */
function given(type: string, id: string, name: string): Dict {
  if (type.endsWith('/userAssignedIdentities'))
    return { clientId: guid(id, 'client'), principalId: guid(id, 'principal') };
  if (type.endsWith('/components')) return { ConnectionString: `InstrumentationKey=${guid(id)}` };
  if (type === 'Microsoft.Web/sites') return { defaultHostName: `${name}.azurewebsites.net` };
  if (type === 'Microsoft.Storage/storageAccounts') {
    const of = (service: string): string => `https://${name}.${service}.core.example/`;
    return { primaryEndpoints: { blob: of('blob'), queue: of('queue'), table: of('table') } };
  }
  return {};
}

/** Some roles of Microsoft Graph, by its own ids (Microsoft's reference of permissions). */
const graphRoles = [
  { value: 'User.Read.All', id: 'df021288-bdef-4463-88db-98f22de89214' },
  { value: 'GroupMember.Read.All', id: '98830695-27a2-44ac-8c18-0c3ebc9698f6' },
  { value: 'TeamsAppInstallation.ReadWriteSelfForUser.All', id: '908de74d-f8b2-4d6b-a9ed-2a17b3b78179' },
];

/**
 * Works out what a Bicep file asks Azure for, modules included. Nothing is sent anywhere: what Azure would answer with is made up.
 * @throws {Error} what `fail()` in the file says, and {ReferenceError} for a name that nothing stands for
 */
export function deploy(file: string, parameters: Dict, around: Surroundings): Deployment {
  const declarations = readBicep(file);
  const functions = functionsFor(file, around);
  const resources: Resource[] = [];
  const modules: Module[] = [];
  const known = new Map<string, unknown>();
  // An output may be called as a parameter is: it is no name that others use.
  const named = declarations.filter(({ kind }) => kind !== 'output');
  const byName = new Map(named.map((one) => [one.name, one]));
  const scope = (name: string): unknown => {
    if (!known.has(name)) {
      const declared = byName.get(name);
      if (!declared) {
        if (Object.hasOwn(functions, name)) return functions[name];
        throw new ReferenceError(`${file}: ${name} is nothing`);
      }
      known.set(name, worth(declared));
    }
    return known.get(name);
  };
  const worth = (declared: Declaration): unknown => {
    const { kind, name, condition, value } = declared;
    if (kind === 'param' && Object.hasOwn(parameters, name)) return parameters[name];
    if (kind === 'param' && !value) throw new ReferenceError(`${file}: the parameter ${name} is missing`);
    if (condition && !condition(scope)) return undefined;
    const body = value!(scope);
    if (kind === 'resource')
      return Array.isArray(body) ? body.map((one) => made(declared, one)) : made(declared, body as Dict);
    if (kind === 'module') return inner(declared, body as Dict);
    return body;
  };
  const made = ({ of, name: symbol, existing }: Declaration, body: Dict): Dict => {
    const [type = ''] = of.split('@');
    const name = String(body['name'] ?? body['uniqueName'] ?? body['appId'] ?? symbol);
    const id = `/${type}/${name}`;
    if (!existing) resources.push({ type, symbol, body });
    const properties = { ...(body['properties'] as Dict), ...given(type, id, name) };
    return { id, appId: guid(id), appRoles: graphRoles, ...body, properties };
  };
  const inner = ({ of, name }: Declaration, { params, dependsOn }: Dict): Dict => {
    const deployment = deploy(join(dirname(file), of), (params ?? {}) as Dict, around);
    resources.push(...deployment.resources);
    const after = ((dependsOn ?? []) as { readonly module: string }[]).map(({ module }) => module);
    modules.push({ name, after, resources: deployment.resources });
    return { module: name, outputs: deployment.outputs };
  };
  for (const { name } of named) scope(name);
  const outputs = declarations.filter(({ kind }) => kind === 'output').map(({ name, value }) => [name, value!(scope)]);
  return { resources, modules, outputs: Object.fromEntries(outputs) };
}
