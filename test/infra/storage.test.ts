import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSettings } from '../../shared/settings.ts';
import { appSettings, deployed, ofType, only, root } from './deployed.ts';

const deployment = deployed();
const namesOf = (type: string): unknown[] => ofType(deployment, type).map(({ body }) => body.name);
const app = await readFile(join(root, 'shared', 'open-context.ts'), 'utf8');
const functions = (await readdir(join(root, 'functions'))).map((file) =>
  readFile(join(root, 'functions', file), 'utf8'),
);
const triggers = (await Promise.all(functions)).flatMap((text) => [...text.matchAll(/queueName: '([^']+)'/g)]);

test('the tables are those that the app opens, by the prefix it is given', () => {
  const opened = [...app.matchAll(/storage\.table\('(\w+)'\)/g)].map(([, name]) => name!);
  const { tablePrefix } = readSettings(appSettings(deployment));
  assert.ok(opened.length > 3);
  assert.deepEqual(
    namesOf('Microsoft.Storage/storageAccounts/tableServices/tables'),
    opened.map((name) => tablePrefix + name).toSorted(),
  );
});

test('the queues are those that the app opens, and those that triggers listen to with what their host gives up', () => {
  const opened = [...app.matchAll(/storage\.queue\('([\w-]+)'\)/g)].map(([, name]) => name!);
  const heard = triggers.flatMap(([, name]) => [name!, `${name}-poison`]);
  assert.ok(heard.length > 6);
  const declared = namesOf('Microsoft.Storage/storageAccounts/queueServices/queues');
  assert.deepEqual(declared.toSorted(), [...new Set([...opened, ...heard])].toSorted());
});

test('the package is put into a container that is there', () => {
  const { functionAppConfig } = only(deployment, 'Microsoft.Web/sites').properties as {
    readonly functionAppConfig: { readonly deployment: { readonly storage: { readonly value: string } } };
  };
  const blobs = appSettings(deployment)['AzureWebJobsStorage__blobServiceUri'];
  const containers = namesOf('Microsoft.Storage/storageAccounts/blobServices/containers');
  assert.deepEqual(
    containers.map((name) => `${blobs}${name}`),
    [functionAppConfig.deployment.storage.value],
  );
});

test('storage lets nobody in by a key, nor without a token, nor in the clear', () => {
  const properties = only(deployment, 'Microsoft.Storage/storageAccounts').properties;
  const { allowSharedKeyAccess, allowBlobPublicAccess, supportsHttpsTrafficOnly, minimumTlsVersion } = properties ?? {};
  assert.deepEqual([allowSharedKeyAccess, allowBlobPublicAccess], [false, false]);
  assert.deepEqual([supportsHttpsTrafficOnly, minimumTlsVersion], [true, 'TLS1_2']);
});
