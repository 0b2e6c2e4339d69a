import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Item = (value: unknown) => unknown;
type Dict = Readonly<Record<string, unknown>>;

/** What is around a deployment. */
export interface Surroundings {
  /** As `environment().name` has it, e.g. `AzureCloud`. */
  readonly azure: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

const digest = (parts: readonly unknown[]): string => createHash('sha256').update(parts.join('-')).digest('hex');

/** A GUID that depends on the parts alone; not the one that Azure makes of them. */
export function guid(...parts: readonly unknown[]): string {
  return digest(parts).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

const suffixes: Dict = {
  AzureCloud: 'core.windows.net',
  AzureUSGovernment: 'core.usgovcloudapi.net',
  AzureChinaCloud: 'core.chinacloudapi.cn',
};

/** Bicep's functions, those that our files call. */
export function functionsFor(file: string, around: Surroundings): Dict {
  const { azure, tenantId, subscriptionId, resourceGroup } = around;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const text = (path: string): string => readFileSync(join(dirname(file), path), 'utf8');
  return {
    resourceGroup: () => ({ id: group, name: resourceGroup, location: 'westeurope' }),
    subscription: () => ({ subscriptionId, id: `/subscriptions/${subscriptionId}` }),
    tenant: () => ({ tenantId }),
    environment: () => ({ name: azure, suffixes: { storage: suffixes[azure] } }),
    subscriptionResourceId: (type: string, ...names: string[]) =>
      `/subscriptions/${subscriptionId}/providers/${type}/${names.join('/')}`,
    uniqueString: (...parts: unknown[]) => digest(parts).slice(0, 13),
    guid,
    loadJsonContent: (path: string) => JSON.parse(text(path)),
    loadTextContent: text,
    fail: (message: string) => {
      throw new Error(message);
    },
    replace: (of: string, what: string, by: string) => of.replaceAll(what, () => by),
    trim: (of: string) => of.trim(),
    empty: (of: string | unknown[] | object | null) => !of || Object.keys(of).length === 0,
    contains: (of: Dict, key: string) => Object.hasOwn(of, key),
    first: (of: unknown[]) => of[0],
    flatten: (of: unknown[][]) => of.flat(),
    map: (of: unknown[], by: Item) => of.map((one) => by(one)),
    filter: (of: unknown[], by: Item) => of.filter((one) => by(one)),
    items: (of: Dict) => Object.entries(of).map(([key, value]) => ({ key, value })),
    toObject: (of: unknown[], key: Item, value: Item) => Object.fromEntries(of.map((one) => [key(one), value(one)])),
    union: (...of: Dict[]) => Object.assign({}, ...of),
  };
}
