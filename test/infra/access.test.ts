import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { appSettings, deployed, infra, ofType, only, root } from './deployed.ts';

type Named = { readonly id: string };

const roles: Record<'storage' | 'telemetry', { id: string; name: string; needs: string }[]> = JSON.parse(
  await readFile(join(infra, 'roles.json'), 'utf8'),
);
const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const deployment = deployed();

/** Microsoft's built-in roles, by id (the reference of Azure's built-in roles). */
const builtIn: Readonly<Record<string, string>> = {
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
};

test('the identity has one role for each kind of storage that the code uses, what its host needs, and telemetry', () => {
  const clients = { table: '@azure/data-tables', queue: '@azure/storage-queue', blob: '@azure/storage-blob' };
  const used = Object.entries(clients).flatMap(([kind, name]) => (name in dependencies ? [kind] : []));
  assert.deepEqual(
    roles.storage.map(({ needs }) => needs),
    [...used, 'host'],
  );
  assert.deepEqual(
    roles.telemetry.map(({ needs }) => needs),
    ['telemetry'],
  );
  for (const { id, name } of [...roles.storage, ...roles.telemetry]) assert.equal(name, builtIn[id]);
});

test('each role is for the identity alone, on the storage account or on telemetry, and there are no others', () => {
  const assigned = ofType(deployment, 'Microsoft.Authorization/roleAssignments').map(({ body }) => {
    const { roleDefinitionId, principalId } = body.properties as Record<string, string>;
    const id = roleDefinitionId!.split('/').at(-1)!;
    return { id, principalId, scope: (body['scope'] as Named).id.split('/').slice(1, 3).join('/') };
  });
  const { clientId } = identity();
  assert.equal(new Set(assigned.map(({ principalId }) => principalId)).size, 1);
  assert.notEqual(assigned[0]?.principalId, clientId);
  const expected = [
    ...roles.storage.map(({ id }) => [id, 'Microsoft.Storage/storageAccounts']),
    ...roles.telemetry.map(({ id }) => [id, 'Microsoft.Insights/components']),
  ];
  assert.deepEqual(
    assigned.map(({ id, scope }) => [id, scope]),
    expected,
  );
});

/** The identity's client id, by the bot that it is. */
function identity(): { clientId: unknown; id: unknown } {
  const { msaAppId, msaAppMSIResourceId } = only(deployment, 'Microsoft.BotService/botServices').properties ?? {};
  return { clientId: msaAppId, id: msaAppMSIResourceId };
}

test('one identity is the bot, reaches storage, sends telemetry, reads the package and secrets of yours', () => {
  const settings = appSettings(deployment);
  const { clientId, id } = identity();
  assert.equal(settings['MicrosoftAppId'], clientId);
  assert.equal(settings['AzureWebJobsStorage__clientId'], clientId);
  assert.equal(settings['APPLICATIONINSIGHTS_AUTHENTICATION_STRING'], `Authorization=AAD;ClientId=${clientId}`);
  const app = only(deployment, 'Microsoft.Web/sites');
  assert.deepEqual(app['identity'], { type: 'UserAssigned', userAssignedIdentities: { [String(id)]: {} } });
  assert.equal(app.properties?.['keyVaultReferenceIdentity'], id);
  const { functionAppConfig } = app.properties as { functionAppConfig: { deployment: { storage: object } } };
  assert.deepEqual((functionAppConfig.deployment.storage as Record<string, unknown>)['authentication'], {
    type: 'UserAssignedIdentity',
    userAssignedIdentityResourceId: id,
  });
});

test('nothing takes a password or a key: bot, telemetry, deployment', () => {
  for (const type of ['Microsoft.BotService/botServices', 'Microsoft.Insights/components']) {
    const properties = only(deployment, type).properties ?? {};
    assert.equal(properties['disableLocalAuth'] ?? properties['DisableLocalAuth'], true, type);
  }
  const doors = ofType(deployment, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies');
  assert.deepEqual(
    doors.map(({ body }) => [body.name, body.properties]),
    [
      ['ftp', { allow: false }],
      ['scm', { allow: false }],
    ],
  );
  const { httpsOnly } = only(deployment, 'Microsoft.Web/sites').properties ?? {};
  assert.equal(httpsOnly, true);
});
