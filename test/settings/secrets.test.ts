import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseConnectionString } from '../../shared/settings/connection-string.ts';
import { startApp as startProcess } from '../support/app-process.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { startTokenAuthority, TENANT } from '../support/token-authority.ts';

const secret = 'VGhpcyBpcyBhIHNlY3JldCE';
const limit = { timeout: 60_000 };
const storage = await ownStorage();
const authority = await startTokenAuthority();
const signingKey = `whsec_${Buffer.from(`${secret}-${secret}`).toString('base64')}`;

describe('A secret is not printed by an app that does not start', () => {
  const key = parseConnectionString(storage).key;
  const wrong: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a bot’s password in local mode': { MicrosoftAppPassword: secret, MicrosoftAppId: secret },
    'a bot’s password beside too little': {
      ...authority.settings,
      ...{ MicrosoftAppPassword: secret, CARILLON_API_AUDIENCES: '' },
    },
    'a key for webhooks that is none': { CARILLON_WEBHOOK_SECRET: `whsec_${secret},${secret}` },
    'a connection string for Azure': {
      AzureWebJobsStorage: `DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=${secret}=;TableEndpoint=http://127.0.0.1:1/acc;QueueEndpoint=http://127.0.0.1:1/acc`,
    },
    'a connection string that is none': { AzureWebJobsStorage: `AccountName=acc;AccountKey=${secret};X` },
    'a connection string with a part too much': { AzureWebJobsStorage: `${storage};Password=${secret};Password=x` },
    'a wrong key of the emulator': { AzureWebJobsStorage: storage.replace(key, `${secret}=`) },
    'a signature instead of a key': {
      AzureWebJobsStorage: `TableEndpoint=http://127.0.0.1:1/acc;QueueEndpoint=http://127.0.0.1:1/acc;SharedAccessSignature=sv=2024&sig=${secret}`,
    },
  };
  for (const [what, settings] of Object.entries(wrong)) {
    test(what, limit, async () => {
      const app = startProcess([], { AzureWebJobsStorage: storage, ...settings });
      await assert.rejects(app.ready);
      const said = app.lines.join('\n');
      assert.notEqual(said, '');
      assert.ok(!said.includes(secret), said);
    });
  }
});

test('a secret that is used is in no log and in no answer', limit, async () => {
  const env = {
    ...authority.settings,
    ...{ MicrosoftAppType: 'SingleTenant', MicrosoftAppPassword: secret },
    ...{ CARILLON_WEBHOOK_HOSTS: 'hooks.example.org', CARILLON_WEBHOOK_SECRET: signingKey },
  };
  const app = await startApp({ storage, env });
  const token = await authority.program(['Carillon.Admin']);
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const activity = { type: 'message', serviceUrl: 'https://smba.trafficmanager.net/teams/', text: 'x' };
  const calls: readonly [path: string, body?: object][] = [
    ['broadcasts'],
    [`tenants/${TENANT}`],
    ['broadcasts', { message: { text: 'x' }, audience: { include: [{ type: 'everyone' }] } }],
    ['broadcasts', { webhook: { url: 'https://elsewhere.example.org' } }],
    ['messages', activity],
    ['nothing/here'],
  ];
  const answers = await Promise.all(
    calls.map(async ([path, body]) => {
      const how = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      // With a token, Teams' own door would ask the Bot Framework for keys.
      const sent = path === 'messages' ? { 'Content-Type': 'application/json' } : headers;
      return await (await fetch(`${app.url}/api/${path}`, { headers: sent, ...how })).text();
    }),
  );
  await app.stop();
  const keys = [secret, signingKey.slice('whsec_'.length), parseConnectionString(storage).key, token];
  for (const text of [...answers, ...app.lines]) assert.ok(!keys.some((one) => text.includes(one)), text);
});
