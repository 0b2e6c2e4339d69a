import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { clouds } from '../../shared/settings/cloud.ts';
import { type Setting, settingsTable } from '../../shared/settings/table.ts';
import { readSettings, SettingsError } from '../../shared/settings.ts';
import { readBicep } from '../support/bicep/file.ts';
import { appSettings, around, deployed, infra } from './deployed.ts';

const places: Record<string, { readonly azure: string }> = JSON.parse(
  await readFile(join(infra, 'clouds.json'), 'utf8'),
);

/** What the Functions host reads, and Carillon does not. */
const hostsOwn = [
  'AzureWebJobsStorage__blobServiceUri',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
];

for (const [cloud, { azure }] of Object.entries(places)) {
  test(`in the cloud ${cloud} the app starts with the settings it is given, and asks everybody for a token`, () => {
    const settings = readSettings(appSettings(deployed({ cloud }, { azure })));
    assert.deepEqual([settings.local, settings.rehearsal], [false, false]);
    assert.equal(settings.storage.kind, 'identity');
    assert.deepEqual(settings.allowedTenants, [around.tenantId]);
    assert.equal(settings.bot?.type, 'UserAssignedMSI');
  });
}

test('the clouds to choose from are those that Carillon knows', () => {
  assert.deepEqual(Object.keys(places).toSorted(), Object.keys(clouds).toSorted());
  for (const file of ['main.bicep', 'carillon.bicep']) {
    const cloud = readBicep(join(infra, file)).find(({ name }) => name === 'cloud');
    const allowed = cloud?.decorators.find(({ name }) => name === 'allowed')?.args[0]?.(() => undefined);
    assert.deepEqual(allowed, Object.keys(places), file);
  }
});

test('a cloud that is not the one deployed to is refused', () => {
  assert.throws(() => deployed({ cloud: 'gcc-high' }), /gcc-high is not in AzureCloud/);
  assert.throws(() => deployed({ cloud: 'public' }, { azure: 'AzureChinaCloud' }), /public is not in AzureChinaCloud/);
});

test('each setting is one that Carillon or its host reads', () => {
  const known: string[] = [...hostsOwn, ...settingsTable.map(({ name }) => name)];
  for (const name of Object.keys(appSettings(deployed()))) assert.ok(known.includes(name), name);
});

test('no setting holds a secret', () => {
  const secret = (settingsTable as readonly Setting[]).filter((one) => one.secret).map(({ name }) => name);
  assert.ok(secret.length > 2);
  for (const name of Object.keys(appSettings(deployed()))) assert.ok(!secret.includes(name), name);
});

test('without any one of the settings that have no default the app does not start, or reaches nothing', () => {
  const all = appSettings(deployed());
  const withoutDefault = (settingsTable as readonly Setting[]).filter((one) => one.default === undefined);
  const needed = withoutDefault.map(({ name }) => name).filter((name) => name in all);
  // Without these two it would start, as whatever identity is at hand: there is only this one, but no chance is left.
  const chosen = ['AzureWebJobsStorage__credential', 'AzureWebJobsStorage__clientId'];
  for (const name of needed.filter((one) => !chosen.includes(one))) {
    const { [name]: _, ...rest } = all;
    assert.throws(() => readSettings(rest), SettingsError, name);
  }
  assert.ok(needed.length >= 7);
});

test('what a deployment chooses reaches the app, and so does any other setting', () => {
  const settings = { CARILLON_RATE: '20', CARILLON_STOP_AFTER_DAYS: '3' };
  const chosen = { timeZone: 'Europe/Paris', release: 'second-person', settings };
  const read = readSettings(appSettings(deployed(chosen)));
  assert.deepEqual([read.timeZone, read.secondPerson, read.rate], ['Europe/Paris', true, 20]);
  assert.equal(read.stopAfter, 3 * 86_400_000);
});

test('a registration that exists already is what tokens are for', () => {
  const apiClientId = '33333333-2222-4333-8444-555555555555';
  const deployment = deployed({ apiClientId });
  assert.deepEqual(readSettings(appSettings(deployment)).api?.audiences, [apiClientId]);
  assert.equal(deployment.outputs['scope'], `${apiClientId}/.default`);
});
