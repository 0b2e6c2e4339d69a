import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { Clock } from '../../shared/clock.ts';
import { judge } from '../../shared/shard/retry-policy.ts';
import { connectorTeams } from '../../shared/teams/connector-client.ts';
import { cachedToken, type IssuedToken, TokenRefused } from '../../shared/teams/token-cache.ts';
import { startConnectorServer } from './connector-server.ts';

const hour = 3_600_000;

class HandClock implements Clock {
  time = 0;
  now = () => this.time;
  monotonic = () => this.time;
  sleep = () => Promise.resolve();
}

/** A source of tokens that live an hour, by a clock that is set by hand. */
function world() {
  const clock = new HandClock();
  let issued = 0;
  const state = { fails: false, issued: () => issued };
  const issue = async (): Promise<IssuedToken> => {
    issued += 1;
    if (state.fails) throw new Error('no token today');
    return { token: `token-${issued}`, expiresAt: clock.time + hour };
  };
  return { clock, state, tokens: cachedToken(clock, issue) };
}

/** Until what was begun beside is done. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

suite('a token', () => {
  test('is asked for once by fifty who begin at the same time, and sent by all of them', async () => {
    const { tokens, state } = world();
    const server = await startConnectorServer();
    const teams = connectorTeams({ tokens });
    after(() => teams.close());
    const to = { serviceUrl: server.serviceUrl, conversation: 'a:1' };
    await Promise.all(Array.from({ length: 50 }, () => teams.send(to, { type: 'message', text: 'Hello' })));
    assert.equal(state.issued(), 1);
    assert.deepEqual(new Set(server.received.map(({ headers }) => headers.authorization)), new Set(['Bearer token-1']));
    assert.equal(server.received.length, 50);
  });

  test('is kept while it lives', async () => {
    const { clock, tokens, state } = world();
    assert.equal(await tokens.token(), 'token-1');
    clock.time = hour / 2;
    assert.equal(await tokens.token(), 'token-1');
    assert.equal(state.issued(), 1);
  });

  test('is renewed in its last ten minutes, without anybody waiting', async () => {
    const { clock, tokens, state } = world();
    await tokens.token();
    clock.time = hour - 5 * 60_000;
    assert.deepEqual(await Promise.all([tokens.token(), tokens.token()]), ['token-1', 'token-1']);
    await settled();
    assert.equal(await tokens.token(), 'token-2');
    assert.equal(state.issued(), 2);
  });

  test('is not used in its last minute', async () => {
    const { clock, tokens } = world();
    await tokens.token();
    clock.time = hour - 30_000;
    assert.equal(await tokens.token(), 'token-2');
  });

  test('that cannot be renewed yet is used on, and the next try waits half a minute', async () => {
    const { clock, tokens, state } = world();
    await tokens.token();
    clock.time = hour - 9 * 60_000;
    state.fails = true;
    for (let i = 0; i < 5; i++) {
      assert.equal(await tokens.token(), 'token-1');
      await settled();
    }
    assert.equal(state.issued(), 2);
    clock.time += 30_000;
    state.fails = false;
    await tokens.token();
    await settled();
    assert.equal(await tokens.token(), 'token-3');
  });

  test('that a renewal brings once more, near its end, is not asked for by everybody who sends', async () => {
    const clock = new HandClock();
    let asked = 0;
    const tokens = cachedToken(clock, async () => {
      asked += 1;
      return { token: 'the-same', expiresAt: hour };
    });
    await tokens.token();
    clock.time = hour - 9 * 60_000;
    for (let i = 0; i < 100; i++) {
      assert.equal(await tokens.token(), 'the-same');
      await settled();
    }
    assert.equal(asked, 2);
    clock.time += 30_000;
    await tokens.token();
    await settled();
    assert.equal(asked, 3);
  });

  test('that is refused pauses the broadcast, and nothing is sent; one that is not to be had just now is waited for', async () => {
    const { clock } = world();
    const server = await startConnectorServer();
    const to = { serviceUrl: server.serviceUrl, conversation: 'a:1' };
    const verdicts = [];
    for (const error of [new TokenRefused('the secret has expired'), new Error('the authority is out')]) {
      const teams = connectorTeams({ tokens: cachedToken(clock, () => Promise.reject(error)) });
      after(() => teams.close());
      verdicts.push(judge(await teams.send(to, { type: 'message', text: 'Hello' }), 'send'));
    }
    assert.deepEqual(verdicts, [
      { do: 'pause', problem: 'credential-refused' },
      { do: 'again', code: 'waiting-to-retry', free: true },
    ]);
    assert.equal(server.received.length, 0);
  });

  test('that was not to be had is asked for again by the next one', async () => {
    const { tokens, state } = world();
    state.fails = true;
    const [one, other] = await Promise.allSettled([tokens.token(), tokens.token()]);
    assert.deepEqual([one.status, other.status, state.issued()], ['rejected', 'rejected', 1]);
    state.fails = false;
    assert.equal(await tokens.token(), 'token-2');
  });
});
