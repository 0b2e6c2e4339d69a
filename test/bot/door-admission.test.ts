import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startConnectorServer } from '../teams/connector-server.ts';
import { otherTenant, tenant } from './support/guarded-endpoint.ts';
import { claiming, good, message, ofOthers, open, serviceUrl, silent } from './support/signed-message.ts';

const elsewhere = await startConnectorServer();

suite('an activity with a good token is refused with 403 when', () => {
  const refused: Record<string, [body: object, why: string, authorization?: string]> = {
    'it has no serviceUrl': [{ ...message, serviceUrl: undefined }, 'no-service-url'],
    'its serviceUrl is null': [{ ...message, serviceUrl: null }, 'no-service-url'],
    'its serviceUrl is empty, and the claim too': [{ ...message, serviceUrl: '' }, 'no-service-url', ''],
    'its serviceUrl is not the one of the token': [
      { ...message, serviceUrl: 'https://smba.trafficmanager.net/emea/' },
      'service-url-not-of-the-token',
    ],
    'it is of another channel': [{ ...message, channelId: 'webchat' }, 'channel-not-teams'],
    'it is of the emulator': [{ ...message, channelId: 'emulator' }, 'channel-not-teams'],
    'it is of the App Service channel': [{ ...message, channelId: 'AseChannel' }, 'channel-not-teams'],
    'it names no channel': [{ ...message, channelId: undefined }, 'channel-not-teams'],
    'it names no tenant': [{ ...message, conversation: { id: 'a:1' }, channelData: {} }, 'no-tenant'],
    'its two tenants differ': [{ ...message, channelData: { tenant: { id: otherTenant } } }, 'tenants-differ'],
    'its two tenants differ the other way round': [
      { ...message, conversation: { id: 'a:1', tenantId: otherTenant } },
      'tenants-differ',
    ],
    'a tenant of it is no text': [{ ...message, conversation: { id: 'a:1', tenantId: [tenant] } }, 'tenants-differ'],
    'its tenant is not allowed': [
      { ...message, conversation: { id: 'a:1', tenantId: otherTenant }, channelData: { tenant: { id: otherTenant } } },
      'tenant-not-allowed',
    ],
  };
  for (const url of [
    'https://evil.example/amer/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://sub.smba.trafficmanager.net/',
    'http://smba.trafficmanager.net/amer/',
    'https://smba.trafficmanager.net:8443/amer/',
    'https://smba.trafficmanager.net./amer/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://user:pass@smba.trafficmanager.net/amer/',
    'https://ｓmba.trafficmanager.net/amer/',
    'https://smbа.trafficmanager.net/amer/',
    'https://smba%2etrafficmanager.net/amer/',
    'https://smba.traffic\tmanager.net/amer/',
    'https:\\\\smba.trafficmanager.net\\amer',
    'https:/smba.trafficmanager.net/amer/',
    '//smba.trafficmanager.net/amer/',
    'https://smba.trafficmanager.net/amer/?to=https://evil.example/',
    'https://smba.trafficmanager.net/amer/#',
    ' https://smba.trafficmanager.net/amer/',
    elsewhere.serviceUrl,
    elsewhere.serviceUrl.replace('http:', 'https:'),
    'https://[::1]/',
    'https://2130706433/',
    'file:///etc/passwd',
  ]) {
    refused[`its serviceUrl is ${JSON.stringify(url)}`] = [
      { ...message, serviceUrl: url },
      'service-url-not-allowed',
      url,
    ];
  }

  for (const [what, [body, why, url]] of Object.entries(refused)) {
    test(what, async () => {
      const endpoint = await open();
      const answer = await endpoint.post(body, url === undefined ? `Bearer ${good}` : await claiming(url));
      assert.deepEqual([answer.status, answer.body['code']], [403, 'activity-refused']);
      assert.deepEqual(await endpoint.stored(), []);
      assert.deepEqual(endpoint.logged, [{ level: 'warn', event: 'activity-refused', fields: { why } }]);
    });
  }

  for (const [what, signer] of [
    ['its key vouches for no channel', silent],
    ['its key vouches for other channels', ofOthers],
  ] as const) {
    test(what, async () => {
      const endpoint = await open();
      const answer = await endpoint.post(message, await claiming(serviceUrl, signer));
      assert.equal(answer.status, 403);
      assert.deepEqual(await endpoint.stored(), []);
    });
  }

  test('whatever it is, nothing is sent to the address it names', () => {
    assert.equal(elsewhere.connections(), 0);
  });
});
