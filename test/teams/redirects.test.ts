import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lazyTeams } from '../../shared/teams/lazy-teams.ts';
import type { Teams } from '../../shared/teams/teams.ts';
import { bot, startIdentityEndpoint } from './bot.ts';
import { reply, startConnectorServer } from './connector-server.ts';

const identity = await startIdentityEndpoint();
const activity = { type: 'message', text: 'Hello' } as const;
const tenant = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';

/** Every request that Teams is ever sent, to an address. */
const requests: Record<string, (teams: Teams, serviceUrl: string) => ReturnType<Teams['send']>> = {
  'a message': (teams, serviceUrl) => teams.send({ serviceUrl, conversation: 'a:1' }, activity),
  'a new chat': (teams, serviceUrl) => teams.createConversation({ serviceUrl, tenant, user: '29:1' }),
  'an edit': (teams, serviceUrl) => teams.update({ serviceUrl, conversation: 'a:1', activity: '1' }, activity),
  'a recall': (teams, serviceUrl) => teams.remove({ serviceUrl, conversation: 'a:1', activity: '1' }),
};

suite('the bot’s token, and what goes with it,', () => {
  for (const [what, request] of Object.entries(requests)) {
    test(`does not leave with ${what} for an address that is not allowed; no token is even asked for`, async () => {
      const elsewhere = await startConnectorServer();
      const logged: unknown[] = [];
      const before = identity.received.length;
      const teams = lazyTeams({ allowed: () => false, bot, log: (...line) => void logged.push(line) });
      for (let i = 0; i < 3; i++) {
        assert.equal((await request(teams, elsewhere.serviceUrl)).kind, 'unsent');
      }
      assert.deepEqual([elsewhere.connections(), identity.received.length], [0, before]);
      const { host } = new URL(elsewhere.serviceUrl);
      assert.deepEqual(logged, [['error', 'service-url-refused', { host }]]);
    });

    for (const status of [300, 301, 302, 303, 304, 305, 307, 308]) {
      test(`does not follow ${what} to where a ${status} points`, async () => {
        const [teamsThere, elsewhere] = [await startConnectorServer(), await startConnectorServer()];
        teamsThere.answer = (response, { path }) =>
          reply(response, status, null, { Location: new URL(path, elsewhere.serviceUrl).href });
        const allowed = (url: string) => url === teamsThere.serviceUrl;
        const teams = lazyTeams({ allowed, bot, log: () => {} });
        const answer = await request(teams, teamsThere.serviceUrl);
        assert.deepEqual(answer, { kind: 'refused', status });
        assert.deepEqual(
          teamsThere.received.map(({ headers }) => headers.authorization),
          ['Bearer token-of-the-identity'],
        );
        assert.equal(elsewhere.connections(), 0);
      });
    }
  }
});
