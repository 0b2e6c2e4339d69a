import assert from 'node:assert/strict';
import test from 'node:test';
import { latencyOf } from '../../local/teams/latency.ts';
import { connectorTo, failureOf } from './connector.ts';
import { started } from './started.ts';

const message = { type: 'message', text: 'Hello' };

test('a gate holds requests before they are carried out, and lets them go one by one', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const gate = teams.hold({ operation: 'send' });
  const calls = [0, 1, 2].map((user) => conversations.sendToConversation(teams.conversationId(user), message));
  await gate.reached(3);
  assert.deepEqual([gate.held, teams.stats.accepted, teams.stats.inFlight], [3, 0, 3]);
  gate.letGo(1);
  await Promise.race(calls);
  assert.deepEqual([gate.held, gate.seen, teams.stats.accepted], [2, 3, 1]);
  gate.release();
  await Promise.all(calls);
  await conversations.sendToConversation(teams.conversationId(3), message);
  assert.deepEqual([gate.held, gate.seen, teams.stats.accepted], [0, 3, 4]);
});

test('a gate can hold the answer of what was carried out already', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const gate = teams.hold((request) => request.user === 1, 'answer');
  const call = conversations.sendToConversation(teams.conversationId(1), message);
  await gate.reached(1);
  assert.equal(teams.received(1).length, 1);
  await conversations.sendToConversation(teams.conversationId(2), message);
  gate.release();
  assert.equal((await call).id, teams.received(1)[0]?.activityId);
});

test('what a client that died meanwhile had asked for still happens, and is marked as unheard', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const gate = teams.hold();
  const life = new AbortController();
  const call = conversations.sendToConversation(teams.conversationId(0), message, { abortSignal: life.signal });
  await gate.reached(1);
  life.abort();
  await failureOf(call);
  await teams.waitFor((it) => it.requests()[0]?.unheard === true);
  gate.release();
  await teams.waitFor(({ stats }) => stats.inFlight === 0);
  assert.equal(teams.received(0).length, 1);
  assert.equal(teams.requests()[0]?.end, 201);
});

test('waiting for a state ends with the change that brings it, or with the signal', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const arrived = teams.waitFor((it) => it.received(3).length === 2);
  for (let n = 0; n < 2; n++) await conversations.sendToConversation(teams.conversationId(3), message);
  await arrived;
  await teams.waitFor(() => true);
  const never = teams.waitFor(() => false, AbortSignal.abort(new Error('enough')));
  await assert.rejects(never, /enough/);
  const later = new AbortController();
  const waiting = teams.waitFor(() => false, later.signal);
  later.abort(new Error('given up'));
  await assert.rejects(waiting, /given up/);
  await assert.rejects(
    teams.waitFor(() => {
      throw new Error('no such thing');
    }),
    /no such thing/,
  );
});

test('latency is fixed, or seeded between two bounds', () => {
  assert.equal(latencyOf(250, 1, 1), 250);
  const some = Array.from({ length: 200 }, (_, n) => latencyOf({ min: 300, max: 1500 }, 1, n));
  assert.ok(some.every((ms) => ms >= 300 && ms < 1500));
  assert.ok(Math.max(...some) - Math.min(...some) > 900);
  assert.deepEqual(
    some,
    some.map((_, n) => latencyOf({ min: 300, max: 1500 }, 1, n)),
  );
  assert.notEqual(latencyOf({ min: 300, max: 1500 }, 2, 0), some[0]);
});

test('stopping cuts everything short: what was held is not carried out, and the ledger stays readable', async (t) => {
  const teams = await started(t, { latency: 600_000 });
  const { conversations } = connectorTo(teams.serviceUrl);
  const gate = teams.hold({ user: 0 });
  const calls = [0, 1].map((user) => failureOf(conversations.sendToConversation(teams.conversationId(user), message)));
  await gate.reached(1);
  await teams.waitFor(({ stats }) => stats.accepted === 1);
  await teams.stop();
  for (const call of calls) assert.equal((await call).statusCode, undefined);
  gate.release();
  await teams.waitFor(({ stats }) => stats.inFlight === 0);
  assert.deepEqual([teams.received(0).length, teams.received(1).length], [0, 1]);
});

test('the request log keeps the last ones, the numbers count them all', async (t) => {
  const teams = await started(t, { logSize: 5 });
  const { conversations } = connectorTo(teams.serviceUrl);
  for (let n = 0; n < 23; n++) await conversations.sendToConversation(teams.conversationId(n % 20), message);
  const lines = teams.requests();
  assert.ok(lines.length >= 5 && lines.length <= 10);
  assert.equal(lines.at(-1)?.number, 23);
  assert.equal(teams.stats.requests, 23);
  assert.ok(lines.every((line) => !line.unheard));
  assert.ok(lines.every((line, n) => n === 0 || line.at >= lines[n - 1]!.at));
});
