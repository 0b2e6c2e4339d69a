import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { connectorTeams } from '../../shared/teams/connector-client.ts';
import { noToken } from '../../shared/teams/token-cache.ts';
import { reply, startConnectorServer } from './connector-server.ts';
import { payloads, tellsOf } from './payloads/connector-errors.ts';

const server = await startConnectorServer();
const teams = connectorTeams({ tokens: noToken });
after(() => teams.close());

async function send() {
  return teams.send({ serviceUrl: server.serviceUrl, conversation: 'a:1' }, { type: 'message', text: 'Hello' });
}

suite('an error of the Connector', () => {
  for (const { name, status, headers = {}, body } of payloads) {
    test(`${name} is told as it is, after one request`, async () => {
      const { 'Content-Length': _, ...others } = headers;
      server.answer = (response) => reply(response, status, body, others);
      server.received.length = 0;
      const answer = await send();
      assert.equal(server.received.length, 1);
      assert.deepEqual({ ...answer, retryAfter: undefined }, { ...tellsOf(name, status), retryAfter: undefined });
    });
  }

  for (const [what, headers, wait] of [
    ['in seconds', { 'Retry-After': '5' }, 5_000],
    ['with a decimal point', { 'Retry-After': '2.5' }, 2_500],
    ['as a date', { 'Retry-After': 'Wed, 22 Apr 2026 02:46:26 GMT', Date: 'Wed, 22 Apr 2026 02:46:16 GMT' }, 10_000],
    [
      'as a date that is over',
      { 'Retry-After': 'Wed, 22 Apr 2026 02:46:26 GMT', Date: 'Wed, 22 Apr 2026 02:50:00 GMT' },
      0,
    ],
    ['beyond all bounds', { 'Retry-After': '999999999' }, 86_400_000],
    ['as nonsense', { 'Retry-After': 'soon' }, undefined],
    ['not at all', {}, undefined],
  ] as const) {
    test(`429 with Retry-After ${what}`, async () => {
      server.answer = (response) => reply(response, 429, null, { ...headers });
      const answer = await send();
      assert.equal(answer.kind === 'refused' && answer.retryAfter, wait);
    });
  }

  for (const status of [429, 500, 502, 503, 504]) {
    test(`${status} with Retry-After makes one request and waits for nothing`, async () => {
      server.answer = (response) => reply(response, status, null, { 'Retry-After': '1' });
      server.received.length = 0;
      const answer = await send();
      assert.deepEqual([answer.kind, server.received.length], ['refused', 1]);
    });
  }

  test('a redirect is not followed, least of all to another host', async () => {
    const other = await startConnectorServer();
    for (const status of [301, 302, 303, 307, 308]) {
      for (const location of [other.serviceUrl, `${server.serviceUrl}elsewhere`]) {
        server.answer = (response) => reply(response, status, null, { Location: location });
        server.received.length = 0;
        assert.deepEqual(await send(), { kind: 'refused', status });
        assert.equal(server.received.length, 1);
      }
    }
    assert.deepEqual(other.received, []);
  });

  test('a long message is cut', async () => {
    server.answer = (response) => reply(response, 400, { error: { code: 'BadArgument', message: 'x'.repeat(10_000) } });
    const answer = await send();
    assert.equal(answer.kind === 'refused' && answer.message?.length, 500);
  });
});
