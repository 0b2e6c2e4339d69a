import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doorTo } from '../../local/http-routes.ts';
import { readSettings, SettingsError } from '../../shared/settings.ts';
import { openWebhooks } from '../../shared/webhook/open-webhooks.ts';
import { good } from '../broadcast-input/bodies.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { openApi } from '../http/call.ts';
import { status, webhookStage } from './stage.ts';

const local = { AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage: 'UseDevelopmentStorage=true' };
const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const refusalOf = (url: string, env: Record<string, string>, isLocal = true) =>
  openWebhooks({ ...readSettings({ ...local, ...env }), local: isLocal }, () => assert.fail('nobody calls')).refusal(
    url,
  );

const HOSTS = 'hooks.example.com,10.0.0.1';

test('only the hosts of the settings are allowed, exactly and over https', () => {
  const env = { CARILLON_WEBHOOK_HOSTS: HOSTS, CARILLON_WEBHOOK_SECRET: secret };
  for (const isLocal of [true, false]) {
    assert.equal(refusalOf('https://hooks.example.com/ended', env, isLocal), undefined);
    const others = [
      'https://example.com/',
      'https://a.hooks.example.com/',
      'https://hooks.example.com.evil.example/',
      'https://hooks.example.com./',
      'https://hooks.example.com:444/',
      'http://hooks.example.com/',
    ];
    for (const url of others) assert.match(refusalOf(url, env, isLocal) ?? '', /CARILLON_WEBHOOK_HOSTS/, url);
  }
});

test('this machine is allowed in local mode, on any port, and nowhere else', () => {
  const env = { CARILLON_WEBHOOK_SECRET: secret };
  for (const url of ['http://127.0.0.1:3000/', 'https://localhost/', 'http://[::1]:1/']) {
    assert.equal(refusalOf(url, env), undefined, url);
    assert.match(refusalOf(url, env, false) ?? '', /CARILLON_WEBHOOK_HOSTS/, url);
  }
});

test('without a secret nothing is allowed, and the refusal names the setting', () => {
  assert.match(refusalOf('http://127.0.0.1:3000/', {}) ?? '', /CARILLON_WEBHOOK_SECRET/);
});

test('hosts that are none, secrets that are none, and hosts without a secret do not start, and show no secret', () => {
  const problemsOf = (env: Record<string, string>): SettingsError => {
    try {
      readSettings({ ...local, ...env });
    } catch (error) {
      assert.ok(error instanceof SettingsError);
      return error;
    }
    assert.fail('these settings should not start');
  };
  for (const hosts of ['https://hooks.example.com', 'hooks.example.com:8443', '*.example.com', 'a b']) {
    const { problems } = problemsOf({ CARILLON_WEBHOOK_HOSTS: hosts, CARILLON_WEBHOOK_SECRET: secret });
    assert.deepEqual(
      problems.map(({ name }) => name),
      ['CARILLON_WEBHOOK_HOSTS'],
      hosts,
    );
  }
  const short = `whsec_${Buffer.from('TopSecretValue').toString('base64')}`;
  for (const wrong of [short, `${secret},${short}`]) {
    const error = problemsOf({ CARILLON_WEBHOOK_SECRET: wrong });
    assert.deepEqual(
      error.problems.map(({ name }) => name),
      ['CARILLON_WEBHOOK_SECRET'],
    );
    assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes(short.slice(6)));
  }
  const names = problemsOf({ CARILLON_WEBHOOK_HOSTS: 'hooks.example.com' }).problems.map(({ name }) => name);
  assert.deepEqual(names, ['CARILLON_WEBHOOK_SECRET']);
});

test('a webhook that is not allowed is refused when it is asked for, by its pointer, and nothing is stored', async () => {
  const { world, broadcasts } = await webhookStage(2, status(204));
  const api = openApi(() => doorTo(broadcasts));
  const post = (url: string) => world.settle(api.post('broadcasts', { ...good(), tenant: TENANT, webhook: { url } }));
  const before = world.written.length;
  for (const url of ['https://evil.example/', 'http://127.0.0.1/', 'https://127.0.0.1/']) {
    const { status: code, body } = await post(url);
    const [error] = body['errors'] as { path: string; code: string }[];
    assert.deepEqual(
      [code, body['code'], error?.path, error?.code],
      [400, 'invalid-request', '/webhook/url', 'webhook-not-allowed'],
    );
  }
  assert.equal(world.written.length, before);
  const taken = await post('https://hooks.example/ended?sig=hidden');
  assert.deepEqual([taken.status, taken.body['webhook']], [202, { url: 'https://hooks.example/ended?…' }]);
});

test('what was taken is the same broadcast when it is asked for again, though its host is not allowed any more', async () => {
  const { world, broadcasts, context } = await webhookStage(2, status(204));
  const api = openApi(() => doorTo(broadcasts));
  const body = { ...good(), tenant: TENANT, webhook: { url: 'https://hooks.example/' } };
  const post = () => world.settle(api.post('broadcasts', body, { 'Idempotency-Key': 'one' }));
  const first = await post();
  context.webhooks.refusal = () => 'no';
  const again = await post();
  assert.deepEqual([again.status, again.body['id']], [202, first.body['id']]);
});
