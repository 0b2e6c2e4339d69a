import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { PER_MACHINE } from '../../local/simulation/front.ts';
import { PLACES } from '../../shared/bot/places.ts';
import { appSettings, deployed, only, root } from './deployed.ts';

interface FlexConsumption {
  readonly functionAppConfig: {
    readonly runtime: { readonly name: string; readonly version: string };
    readonly siteUpdateStrategy: { readonly type: string };
    readonly scaleAndConcurrency: {
      readonly instanceMemoryMB: number;
      readonly maximumInstanceCount: number;
      readonly alwaysReady: readonly { readonly name: string; readonly instanceCount: number }[];
      readonly triggers: { readonly http: { readonly perInstanceConcurrency: number } };
    };
  };
}

const json = async (file: string) => JSON.parse(await readFile(join(root, file), 'utf8'));
const configOf = (parameters = {}) =>
  (only(deployed(parameters), 'Microsoft.Web/sites').properties as unknown as FlexConsumption).functionAppConfig;

test('it runs on the Node that the project is tested with', async () => {
  const { devDependencies } = await json('package.json');
  assert.deepEqual(configOf().runtime, { name: 'node', version: devDependencies.node.split('.')[0] });
});

test('a deployment lets what runs finish', () => {
  assert.deepEqual(configOf().siteUpdateStrategy, { type: 'RollingUpdate' });
});

test('nothing runs while nobody needs it, unless that was chosen', () => {
  assert.deepEqual(configOf().scaleAndConcurrency.alwaysReady, []);
  const { alwaysReady, maximumInstanceCount } = configOf({
    options: { alwaysReady: 2, maximumInstances: 60 },
  }).scaleAndConcurrency;
  assert.deepEqual(alwaysReady, [{ name: 'http', instanceCount: 2 }]);
  assert.equal(maximumInstanceCount, 60);
});

test('an instance is handed as many requests at once as in the simulation, and has places for all of them', () => {
  const { perInstanceConcurrency } = configOf().scaleAndConcurrency.triggers.http;
  assert.equal(PER_MACHINE, perInstanceConcurrency);
  assert.ok(PLACES >= perInstanceConcurrency);
});

test('the bot is reached where the app listens for Teams', async () => {
  const { extensions } = await json('host.json');
  const route = /route: '([^']+)'/.exec(await readFile(join(root, 'functions', 'messages.ts'), 'utf8'))?.[1];
  const deployment = deployed();
  const { endpoint } = only(deployment, 'Microsoft.BotService/botServices').properties ?? {};
  assert.equal(endpoint, `${deployment.outputs['url']}/${extensions.http.routePrefix}/${route}`);
});

test('what is older than TLS 1.2 is not spoken, by the app or by who deploys', () => {
  const { siteConfig } = only(deployed(), 'Microsoft.Web/sites').properties as {
    readonly siteConfig: { readonly minTlsVersion: string; readonly scmMinTlsVersion: string };
  };
  for (const version of [siteConfig.minTlsVersion, siteConfig.scmMinTlsVersion]) assert.match(version, /^1\.[23]$/);
});

test('the app is made when its identity has its rights: the host needs them to start', () => {
  const { modules } = deployed();
  const having = (type: string) => modules.find(({ resources }) => resources.some((one) => one.type === type))!;
  assert.ok(having('Microsoft.Web/sites').after.includes(having('Microsoft.Authorization/roleAssignments').name));
});

test('settings that Flex Consumption refuses are not set', () => {
  const refused = /^(FUNCTIONS_WORKER_RUNTIME|FUNCTIONS_EXTENSION_VERSION|WEBSITE_(CONTENT|RUN_FROM|NODE)\w*)$/;
  for (const name of Object.keys(appSettings(deployed()))) assert.doesNotMatch(name, refused);
});
