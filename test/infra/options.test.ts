import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { INSTANCE_GB, prices } from '../../local/costs/prices.ts';
import { deployed, ofType, only, root } from './deployed.ts';

const account = 'Microsoft.Storage/storageAccounts';
const typesOf = (parameters: Record<string, unknown> = {}): string[] =>
  deployed(parameters).resources.map(({ type }) => type);

test('by default there is no network, no budget, no alert, no right in Microsoft Graph, and one copy of a zone', () => {
  const types = typesOf();
  assert.deepEqual(
    types.filter((type) => /Network|budgets|QueryRules|actionGroups/.test(type)),
    [],
  );
  assert.deepEqual(
    types.filter((type) => type.endsWith('appRoleAssignedTo')),
    [],
  );
  const { sku, properties } = only(deployed(), account);
  assert.deepEqual(sku, { name: 'Standard_LRS' });
  assert.equal(properties?.['publicNetworkAccess'], 'Enabled');
});

test('a private network has an endpoint and a name for each kind of storage, closes the public one, and the app is in it', () => {
  const deployment = deployed({ options: { privateNetwork: true } });
  const { publicNetworkAccess, networkAcls } = only(deployment, account).properties ?? {};
  assert.deepEqual([publicNetworkAccess, networkAcls], ['Disabled', { defaultAction: 'Deny', bypass: 'None' }]);
  const zones = ofType(deployment, 'Microsoft.Network/privateDnsZones').map(({ body }) => body.name);
  assert.deepEqual(
    zones,
    ['blob', 'queue', 'table'].map((kind) => `privatelink.${kind}.core.windows.net`),
  );
  for (const type of [
    'privateEndpoints',
    'privateEndpoints/privateDnsZoneGroups',
    'privateDnsZones/virtualNetworkLinks',
  ]) {
    assert.equal(ofType(deployment, `Microsoft.Network/${type}`).length, zones.length, type);
  }
  assert.match(String(only(deployment, 'Microsoft.Web/sites').properties?.['virtualNetworkSubnetId']), /app$/);
});

test('the names of a private network are those of its cloud', () => {
  const deployment = deployed({ cloud: 'gcc-high', options: { privateNetwork: true } }, { azure: 'AzureUSGovernment' });
  const [zone] = ofType(deployment, 'Microsoft.Network/privateDnsZones');
  assert.equal(zone?.body.name, 'privatelink.blob.core.usgovcloudapi.net');
});

test('zones are used by storage alone, or by storage and instances', () => {
  const zones = (options = {}) => {
    const deployment = deployed({ options });
    const { zoneRedundant } = only(deployment, 'Microsoft.Web/serverfarms').properties ?? {};
    return [(only(deployment, account)['sku'] as { readonly name: string }).name, zoneRedundant];
  };
  assert.deepEqual(zones({ zoneRedundantStorage: true }), ['Standard_ZRS', false]);
  assert.deepEqual(zones({ zoneRedundant: true }), ['Standard_ZRS', true]);
});

test('a budget tells who is told of alerts, and nobody if there is nobody', async () => {
  const options = { monthlyBudget: { amount: 20, from: '2027-01-01' } };
  const { properties } = only(deployed({ options, alertEmail: 'o@example.com' }), 'Microsoft.Consumption/budgets');
  assert.equal(properties?.['amount'], 20);
  assert.deepEqual([properties?.['timePeriod'], properties?.['timeGrain']], [{ startDate: '2027-01-01' }, 'Monthly']);
  const told = Object.values(properties?.['notifications'] as Record<string, Readonly<Record<string, unknown>>>);
  const page = await readFile(join(root, 'docs', 'deploy.md'), 'utf8');
  const [, nearly, over] = /an e-mail at (\d+) and (\d+) % of it/.exec(page) ?? [];
  assert.deepEqual(
    told.map(({ enabled, operator, threshold, contactEmails }) => [enabled, operator, threshold, contactEmails]),
    [nearly, over].map((percent) => [true, 'GreaterThan', Number(percent), ['o@example.com']]),
  );
  assert.ok(!typesOf({ options }).includes('Microsoft.Consumption/budgets'));
});

test('rights in Microsoft Graph are given by name, to the identity alone', () => {
  const granted = ofType(deployed({ options: { graphPermissions: true } }), 'Microsoft.Graph/appRoleAssignedTo');
  assert.equal(granted.length, 3);
  assert.equal(new Set(granted.map(({ body }) => body['principalId'])).size, 1);
  assert.equal(new Set(granted.map(({ body }) => body['appRoleId'])).size, 3);
});

test('telemetry goes into the workspace that is asked', () => {
  const deployment = deployed({ alertEmail: 'o@example.com' });
  const { WorkspaceResourceId } = only(deployment, 'Microsoft.Insights/components').properties ?? {};
  for (const { body } of ofType(deployment, 'Microsoft.Insights/scheduledQueryRules')) {
    assert.deepEqual(body.properties?.['scopes'], [WorkspaceResourceId]);
  }
});

test('docs/deploy.md says what is paid for instances that always run', async () => {
  const page = await readFile(join(root, 'docs', 'deploy.md'), 'utf8');
  const files = (await readdir(join(root, 'functions'))).map((file) => readFile(join(root, 'functions', file), 'utf8'));
  const texts = await Promise.all(files);
  // All of HTTP scales together, everything else by itself.
  const kinds = 1 + texts.filter((text) => /\bapp\.(timer|storageQueue)\(/.test(text)).length;
  const dollars = 30 * 86_400 * INSTANCE_GB * prices.alwaysReadyGbSecond;
  assert.ok(page.includes(`about $${dollars.toFixed(0)} a month each`), `${dollars}`);
  const all = 2 * kinds;
  assert.ok(
    page.includes(`${kinds} kinds, so ${all} instances, about $${(all * dollars).toFixed(0)} a month`),
    `${all * dollars}`,
  );
});

test('logs are kept for 90 days and bounded by the day, unless said otherwise', () => {
  const kept = (options = {}) => {
    const workspace = only(deployed({ options }), 'Microsoft.OperationalInsights/workspaces');
    return [workspace.properties?.['retentionInDays'], workspace.properties?.['workspaceCapping']];
  };
  assert.deepEqual(kept(), [90, { dailyQuotaGb: 1 }]);
  assert.deepEqual(kept({ logRetentionDays: 30, dailyLogGb: 5 }), [30, { dailyQuotaGb: 5 }]);
});

test('GCC has a channel of its own in Azure’s public cloud; other clouds have one Teams', () => {
  const of = (cloud: string, azure: string): unknown => {
    const channel = only(deployed({ cloud }, { azure }), 'Microsoft.BotService/botServices/channels');
    return (channel.properties as { readonly properties: Record<string, unknown> }).properties['deploymentEnvironment'];
  };
  assert.equal(of('public', 'AzureCloud'), 'CommercialDeployment');
  assert.equal(of('gcc', 'AzureCloud'), 'GCCModerateDeployment');
  assert.equal(of('china', 'AzureChinaCloud') ?? undefined, undefined);
});
