import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { systemClock } from '../../shared/clock.ts';
import type { BotSettings } from '../../shared/settings/bot.ts';
import { clouds } from '../../shared/settings/cloud.ts';
import { judge } from '../../shared/shard/retry-policy.ts';
import { botCredential, type Transport } from '../../shared/teams/bot-credential.ts';
import { connectorTeams } from '../../shared/teams/connector-client.ts';
import { cachedToken, TokenRefused } from '../../shared/teams/token-cache.ts';
import { bot, botWithSecret, IDENTITY_HEADER, insteadOfEntra, startIdentityEndpoint } from './bot.ts';
import { reply, startConnectorServer } from './connector-server.ts';

const identity = await startIdentityEndpoint();
/** Each bot is another one: @azure/identity remembers what it was issued, for the whole process. */
let bots = 0;
const another = (of: BotSettings): BotSettings => ({ ...of, appId: of.appId.replace(/..$/, `${10 + bots++}`) });

/** Somebody who sends one message with a bot's own token, and what that came to. */
async function send(of: BotSettings, transport?: Transport) {
  const logged: string[] = [];
  const connector = await startConnectorServer();
  const issue = botCredential(of, (...line) => void logged.push(JSON.stringify(line)), transport);
  const teams = connectorTeams({ tokens: cachedToken(systemClock, issue), appId: of.appId });
  after(() => teams.close());
  const to = { serviceUrl: connector.serviceUrl, conversation: 'a:1' };
  const answer = await teams.send(to, { type: 'message', text: 'Hello' });
  return { answer, verdict: judge(answer, 'send'), received: connector.received, logged };
}

suite('a bot with an identity', () => {
  test('is issued a token for the Connector by the platform, without any secret, and sends it', async () => {
    const mine = another(bot);
    const { answer, received } = await send(mine);
    assert.equal(answer.kind, 'accepted');
    assert.deepEqual(
      received.map(({ headers }) => headers.authorization),
      ['Bearer token-of-the-identity'],
    );
    const [{ path, headers } = assert.fail()] = identity.received.splice(0);
    const query = new URL(path, identity.serviceUrl).searchParams;
    assert.deepEqual([query.get('resource'), query.get('client_id')], ['https://api.botframework.com', mine.appId]);
    assert.equal(headers['x-identity-header'], IDENTITY_HEADER);
  });

  test('is issued one for the Connector of its cloud', async () => {
    for (const [cloud, resource] of [
      [clouds.gcc, 'https://api.botframework.com'],
      [clouds['gcc-high'], 'https://api.botframework.us'],
      [clouds.dod, 'https://api.botframework.us'],
      [clouds.china, 'https://api.botframework.azure.cn'],
    ] as const) {
      await send({ ...another(bot), botFramework: cloud.botFramework });
      const [{ path } = assert.fail()] = identity.received.splice(0);
      assert.equal(new URL(path, identity.serviceUrl).searchParams.get('resource'), resource);
    }
  });

  test('that the app does not have pauses the broadcast', async () => {
    const { answer: usual } = identity;
    const message = 'No User Assigned or Delegated Managed Identity found for specified ClientId';
    identity.answer = (response) => reply(response, 400, { statusCode: 400, message });
    const { verdict, received, logged } = await send(another(bot));
    identity.answer = usual;
    assert.deepEqual(verdict, { do: 'pause', problem: 'credential-refused' });
    assert.deepEqual(received, []);
    assert.equal(logged.length, 1);
    assert.match(logged[0] ?? '', /bot-token-refused/);
  });
});

suite('a bot with a secret', () => {
  test('is issued its token by its tenant', async () => {
    const entra = await startConnectorServer();
    entra.answer = (response) =>
      reply(response, 200, { token_type: 'Bearer', expires_in: 3_599, access_token: 'token-for-the-secret' });
    const mine = another(botWithSecret);
    const { received } = await send(mine, insteadOfEntra(entra));
    assert.equal(received[0]?.headers.authorization, 'Bearer token-for-the-secret');
    const [{ path, body } = assert.fail()] = entra.received;
    assert.ok(path.startsWith(`/login.microsoftonline.com/${mine.tenantId}/oauth2/v2.0/token`), path);
    const form = new URLSearchParams(body);
    assert.equal(form.get('grant_type'), 'client_credentials');
    assert.equal(form.get('client_id'), mine.appId);
    assert.equal(form.get('client_secret'), mine.password);
    assert.match(form.get('scope') ?? '', /^https:\/\/api\.botframework\.com\/\.default\b/);
  });

  test('of many tenants is issued it by the Bot Framework’s own; another cloud’s by its authority', async () => {
    for (const [mine, where] of [
      [{ ...botWithSecret, type: 'MultiTenant', tenantId: undefined }, 'login.microsoftonline.com/botframework.com'],
      [{ ...botWithSecret, ...clouds['gcc-high'] }, `login.microsoftonline.us/${bot.tenantId}`],
      [{ ...botWithSecret, ...clouds.china }, `login.partner.microsoftonline.cn/${bot.tenantId}`],
    ] as const) {
      const entra = await startConnectorServer();
      entra.answer = (response) => reply(response, 200, { token_type: 'Bearer', expires_in: 3_599, access_token: 't' });
      await send(another(mine), insteadOfEntra(entra));
      const asked = entra.received.map(({ path }) => path).filter((path) => path.includes('/oauth2/v2.0/token'));
      assert.equal(asked.length, 1);
      assert.ok(asked[0]?.startsWith(`/${where}/`), asked[0]);
    }
  });

  for (const [what, status, body, cause] of [
    [
      'is wrong',
      401,
      { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' },
      'AADSTS7000215',
    ],
    [
      'has expired',
      401,
      { error: 'invalid_client', error_description: 'AADSTS7000222: The provided client secret keys are expired.' },
      'AADSTS7000222',
    ],
    ['is of a bot that is not there', 400, { error: 'unauthorized_client' }, 'unauthorized_client'],
  ] as const) {
    test(`that ${what} pauses the broadcast; the log says why, and not what it is`, async () => {
      const entra = await startConnectorServer();
      entra.answer = (response) => reply(response, status, body);
      const { verdict, received, logged } = await send(another(botWithSecret), insteadOfEntra(entra));
      assert.deepEqual(verdict, { do: 'pause', problem: 'credential-refused' });
      assert.deepEqual(received, []);
      assert.deepEqual(logged, [JSON.stringify(['error', 'bot-token-refused', { cause }])]);
    });
  }

  for (const [what, status, body] of [
    ['is too busy', 429, { error: 'temporarily_unavailable' }],
    ['fails', 500, { error: 'server_error' }],
    ['is out', 503, 'busy'],
  ] as const) {
    test(`is asked for again when the authority ${what}: nobody is sent to, nothing is paused`, async () => {
      const entra = await startConnectorServer();
      entra.answer = (response) => reply(response, status, body);
      const { verdict, received } = await send(another(botWithSecret), insteadOfEntra(entra));
      assert.deepEqual(verdict, { do: 'again', code: 'waiting-to-retry', free: true });
      assert.deepEqual(received, []);
    });
  }

  test('is shown to the authority of a rehearsal alone, and to none in clear text', async () => {
    const entra = await startConnectorServer();
    const url = `https://127.0.0.1:8443/${bot.tenantId}`;
    const issued = { token_type: 'Bearer', expires_in: 3_599, access_token: 't' };
    const metadata = {
      ...{ issuer: `${url}/v2.0`, token_endpoint: `${url}/oauth2/v2.0/token` },
      ...{ authorization_endpoint: `${url}/oauth2/v2.0/authorize`, jwks_uri: `${url}/discovery/v2.0/keys` },
    };
    entra.answer = (response, { path }) => reply(response, 200, path.includes('/token') ? issued : metadata);
    const at = (url: string) => ({ ...another(botWithSecret), authority: { ...bot.authority, url } });
    assert.equal((await send(at('https://127.0.0.1:8443'), insteadOfEntra(entra))).received.length, 1);
    const asked = entra.received.splice(0).map(({ path }) => path);
    assert.ok(asked.length > 0 && asked.every((path) => path.startsWith('/127.0.0.1:8443/')), String(asked));

    const { verdict, received, logged } = await send(at('http://127.0.0.1:8080'), insteadOfEntra(entra));
    assert.deepEqual([received.length, entra.received.length], [0, 0]);
    assert.deepEqual(verdict, { do: 'again', code: 'waiting-to-retry', free: true });
    assert.match(String(logged), /bot-token-not-had/);
  });

  test('is in nothing that comes out of a failure', async () => {
    const entra = await startConnectorServer();
    entra.answer = (response, { body }) => reply(response, 401, { error: 'invalid_client', error_description: body });
    const mine = another(botWithSecret);
    const logged: unknown[] = [];
    const issue = botCredential(mine, (...line) => void logged.push(line), insteadOfEntra(entra));
    const error = await issue().catch((thrown: unknown) => thrown);
    assert.ok(error instanceof TokenRefused);
    const { inspect } = await import('node:util');
    const all = inspect([error, logged], { depth: 20, showHidden: true });
    assert.ok(!all.includes(mine.password ?? ''), all);
    assert.ok(!all.includes(encodeURIComponent(mine.password ?? '')), all);
  });
});
