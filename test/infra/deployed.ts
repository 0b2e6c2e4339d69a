import { join } from 'node:path';
import { type Deployment, deploy, type Resource } from '../support/bicep/deploy.ts';
import type { Surroundings } from '../support/bicep/functions.ts';

export const root = join(import.meta.dirname, '..', '..');
export const infra = join(root, 'infra');

export const around: Surroundings = {
  azure: 'AzureCloud',
  tenantId: '11111111-2222-4333-8444-555555555555',
  subscriptionId: '22222222-2222-4333-8444-555555555555',
  resourceGroup: 'rg-test',
};

/** What infra/carillon.bicep comes to, with the parameters that are given. */
export function deployed(
  parameters: Record<string, unknown> = {},
  surroundings: Partial<Surroundings> = {},
): Deployment {
  return deploy(join(infra, 'carillon.bicep'), parameters, { ...around, ...surroundings });
}

/** All resources of a type. */
export function ofType({ resources }: Deployment, type: string): Resource[] {
  return resources.filter((one) => one.type === type);
}

/** The only resource of a type. */
export function only(deployment: Deployment, type: string): Resource['body'] {
  const [first, ...others] = ofType(deployment, type);
  if (!first || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} of ${type}`);
  return first.body;
}

/** The app's settings by name. */
export function appSettings(deployment: Deployment): Record<string, string> {
  const { siteConfig } = only(deployment, 'Microsoft.Web/sites').properties as {
    readonly siteConfig: { readonly appSettings: readonly { readonly name: string; readonly value: string }[] };
  };
  return Object.fromEntries(siteConfig.appSettings.map(({ name, value }) => [name, value]));
}
