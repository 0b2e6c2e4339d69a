import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lazyTeams } from '../../shared/teams/lazy-teams.ts';
import { reply, startConnectorServer } from './connector-server.ts';

const AT_ONCE = 20;

test('the first sends, all at once, open what the next ones use: nobody has a pool of connections of their own', async () => {
  const server = await startConnectorServer();
  const teams = lazyTeams({ allowed: () => true, bot: 'anonymous', log: () => {} });
  const wave = async () => {
    const waiting: (() => void)[] = [];
    // None is answered before all are there, so that each has a connection.
    server.answer = (response) => {
      waiting.push(() => reply(response, 201, { id: '1' }));
      if (waiting.length === AT_ONCE) for (const go of waiting) go();
    };
    const to = { serviceUrl: server.serviceUrl, conversation: 'a:chat' };
    const message = { type: 'message', text: 'hello', textFormat: 'plain' } as const;
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => teams.send(to, message)));
    assert.ok(answers.every(({ kind }) => kind === 'accepted'));
  };
  await wave();
  await wave();
  assert.equal(server.connections(), AT_ONCE);
});
