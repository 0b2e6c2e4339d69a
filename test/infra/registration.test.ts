import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { uniqueNameOf } from '../../infra/forget-registration.ts';
import { appRoles } from '../../shared/access/role.ts';
import { deploy } from '../support/bicep/deploy.ts';
import { around, deployed, infra, ofType, only, root } from './deployed.ts';

interface Application {
  readonly uniqueName: string;
  readonly signInAudience: string;
  readonly identifierUris: readonly string[];
  readonly appRoles: readonly { readonly id: string; readonly value: string; readonly allowedMemberTypes: string[] }[];
  readonly api: {
    readonly requestedAccessTokenVersion: number;
    readonly oauth2PermissionScopes: readonly { readonly id: string; readonly value: string }[];
    readonly preAuthorizedApplications: readonly {
      readonly appId: string;
      readonly delegatedPermissionIds: string[];
    }[];
  };
}

const adminId = '44444444-2222-4333-8444-555555555555';
const deployment = deployed({ adminId });
const application = only(deployment, 'Microsoft.Graph/applications') as unknown as Application;

test('the roles in Entra are those that the API knows, for people and for programs, each with an id of its own', () => {
  const values = application.appRoles.map(({ value }) => value);
  assert.deepEqual(values, Object.keys(appRoles));
  assert.equal(new Set(application.appRoles.map(({ id }) => id)).size, values.length);
  for (const { allowedMemberTypes } of application.appRoles) {
    assert.deepEqual(allowedMemberTypes, ['User', 'Application']);
  }
});

test('the ids of roles and scope stay what they are from one deployment to the next', () => {
  assert.deepEqual(only(deployed(), 'Microsoft.Graph/applications'), application);
});

test('tokens are of version 2.0 and of one tenant, and the command line may ask for them', async () => {
  const { requestedAccessTokenVersion, oauth2PermissionScopes, preAuthorizedApplications } = application.api;
  assert.deepEqual([requestedAccessTokenVersion, application.signInAudience], [2, 'AzureADMyOrg']);
  const [scope] = oauth2PermissionScopes;
  assert.equal(scope?.value, 'access_as_user');
  const page = await readFile(join(root, 'docs', 'cli.md'), 'utf8');
  assert.deepEqual(
    preAuthorizedApplications.map(({ delegatedPermissionIds }) => delegatedPermissionIds),
    [[scope.id]],
  );
  for (const { appId } of preAuthorizedApplications) assert.ok(page.includes(appId), appId);
  for (const uri of application.identifierUris) assert.ok(uri.startsWith(`api://${around.tenantId}/`), uri);
});

test('nobody gets a token without a role, and whoever is named is an admin', () => {
  const enterprise = only(deployment, 'Microsoft.Graph/servicePrincipals');
  assert.equal(enterprise['appRoleAssignmentRequired'], true);
  const { principalId, appRoleId } = only(deployment, 'Microsoft.Graph/appRoleAssignedTo');
  assert.equal(principalId, adminId);
  assert.equal(appRoleId, application.appRoles.find(({ value }) => appRoles[value as never] === 'admin')?.id);
  assert.deepEqual(ofType(deployed(), 'Microsoft.Graph/appRoleAssignedTo'), []);
});

test('where there is a registration already, none is made and nobody is given anything', () => {
  const { resources } = deployed({ adminId, apiClientId: '33333333-2222-4333-8444-555555555555' });
  assert.deepEqual(
    resources.filter(({ type }) => type.startsWith('Microsoft.Graph/')),
    [],
  );
});

test('what azd takes down finds the registration that azd has made', () => {
  const parameters = { environmentName: 'prod', location: 'westeurope' };
  const made = deploy(join(infra, 'main.bicep'), parameters, { ...around, resourceGroup: 'rg-prod' });
  const env = { AZURE_SUBSCRIPTION_ID: around.subscriptionId, AZURE_ENV_NAME: 'prod' };
  assert.equal(only(made, 'Microsoft.Graph/applications')['uniqueName'], uniqueNameOf(env));
  assert.equal(only(made, 'Microsoft.Resources/resourceGroups').name, 'rg-prod');
});
