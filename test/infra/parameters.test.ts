import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readInputs } from '../../local/package/inputs.ts';
import { deploy } from '../support/bicep/deploy.ts';
import { readBicep } from '../support/bicep/file.ts';
import { around, deployed, infra, ofType, root } from './deployed.ts';

const parametersOf = (file: string) => readBicep(join(infra, file)).filter(({ kind }) => kind === 'param');
const ofAzd = { environmentName: 'prod', location: 'westeurope' };
const group = { ...around, resourceGroup: 'rg-prod' };
const file: Record<string, { value: unknown }> = JSON.parse(
  await readFile(join(infra, 'main.parameters.json'), 'utf8'),
).parameters;
const azure = await readFile(join(root, 'azure.yaml'), 'utf8');

test('azd and a plain deployment make the same', () => {
  const plain = deployed({ location: 'westeurope', tags: { 'azd-env-name': 'prod' } }, group);
  const byAzd = deploy(join(infra, 'main.bicep'), ofAzd, group);
  const [made, ...rest] = byAzd.resources;
  assert.equal(made?.type, 'Microsoft.Resources/resourceGroups');
  assert.deepEqual(rest, plain.resources);
});

test('whatever can be chosen in one can be chosen in the other, with the same default', () => {
  const defaults = (name: string, left: readonly string[]) => {
    const parameters = parametersOf(name).filter((one) => !left.includes(one.name));
    return Object.fromEntries(parameters.map(({ name: parameter, value }) => [parameter, value?.(() => undefined)]));
  };
  assert.deepEqual(
    defaults('main.bicep', ['environmentName', 'location']),
    defaults('carillon.bicep', ['location', 'tags']),
  );
  const chosen = {
    ...{
      adminId: 'a',
      apiClientId: '',
      alertEmail: 'o@example.com',
      timeZone: 'Europe/Paris',
      release: 'second-person',
    },
    settings: { CARILLON_RATE: '9' },
    options: { alwaysReady: 1, graphPermissions: true },
  };
  const [, ...rest] = deploy(join(infra, 'main.bicep'), { ...ofAzd, ...chosen }, group).resources;
  assert.deepEqual(
    rest,
    deployed({ ...chosen, location: 'westeurope', tags: { 'azd-env-name': 'prod' } }, group).resources,
  );
});

test('every parameter says what it is for', () => {
  for (const name of ['main.bicep', 'carillon.bicep']) {
    for (const { name: parameter, decorators } of parametersOf(name)) {
      assert.ok(
        decorators.some((one) => one.name === 'description'),
        `${name}: ${parameter}`,
      );
    }
  }
});

test('azd gives every parameter, by its own variables or with the default that Bicep has', () => {
  const parameters = parametersOf('main.bicep');
  assert.deepEqual(
    Object.keys(file),
    parameters.map(({ name }) => name),
  );
  for (const { name, value } of parameters) {
    const given = file[name]?.value;
    const [, variable, fallback] = /^\$\{(\w+)(?:=(.*))?\}$/.exec(String(given)) ?? [];
    if (variable?.startsWith('AZURE_')) continue;
    assert.deepEqual(
      variable === undefined ? given : fallback,
      value?.(() => undefined),
      name,
    );
  }
});

test('what azd deploys is the app that Bicep makes, out of what the build makes', async () => {
  const [, service] = /^services:\n {2}(\w+):$/m.exec(azure) ?? [];
  const tagged = ofType(deployed(), 'Microsoft.Web/sites').map(({ body }) => body['tags']);
  assert.deepEqual(tagged, [{ 'azd-service-name': service }]);
  const { main, scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const [, dist] = /^ {4}dist: (\w+)$/m.exec(azure) ?? [];
  assert.equal(main.split('/')[0], dist);
  assert.ok('build' in scripts);
  // It has no dependencies to be installed, so a build where it runs would make nothing of it.
  assert.deepEqual(azure.match(/^ {4}remoteBuild: (\w+)$/m)?.[1], 'false');
});

test('docs/deploy.md names all that can be chosen, and what a deployment gives', async () => {
  const page = await readFile(join(root, 'docs', 'deploy.md'), 'utf8');
  const variables = Object.values(file).flatMap(({ value }) => /^\$\{(CARILLON_\w+)/.exec(String(value))?.[1] ?? []);
  const bicep = await readFile(join(infra, 'carillon.bicep'), 'utf8');
  const [, type = ''] = /^type optionSettings = \{\n([\s\S]*?)^\}/m.exec(bicep) ?? [];
  const options = [...type.matchAll(/^ {2}(\w+): .+\?$/gm)].map(([, name]) => name!);
  assert.deepEqual([variables.length, options.length], [5, 9]);
  for (const name of [...variables, ...options]) assert.ok(page.includes(`\`${name}\``), name);
  const { outputs } = deploy(join(infra, 'main.bicep'), ofAzd, group);
  for (const [, name] of page.matchAll(/azd env get-value (\w+)/g)) assert.ok(name! in outputs, name);
});

test('hooks run files that are there, and need nothing but Node', async () => {
  const runs = [...azure.matchAll(/^ +run: (.+)$/gm)].map(([, command]) => command!.split(' '));
  assert.ok(runs.length > 0);
  for (const [program, path, ...more] of runs) {
    assert.deepEqual([program, more], ['node', []]);
    await assert.doesNotReject(access(join(root, path!)));
  }
});

test('a deployment says what the next steps need', () => {
  const { outputs } = deploy(join(infra, 'main.bicep'), ofAzd, group);
  const needed = ['AZURE_RESOURCE_GROUP', 'CARILLON_FUNCTION_APP', 'CARILLON_URL', 'CARILLON_SCOPE', 'CARILLON_BOT_ID'];
  for (const name of needed) assert.match(String(outputs[name]), /\S/, name);
  assert.doesNotMatch(JSON.stringify(outputs), /undefined/);
  // The Teams app is made of them, with what only the company knows.
  const company = { CARILLON_COMPANY: 'Contoso', CARILLON_COMPANY_URL: 'https://contoso.com/it' };
  const made = readInputs({ ...(outputs as Record<string, string>), ...company }, '1.0.0');
  assert.notEqual(made.CARILLON_BOT_ID, made.CARILLON_API_CLIENT_ID);
});
