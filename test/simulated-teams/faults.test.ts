import assert from 'node:assert/strict';
import test from 'node:test';
import { FAULT_KINDS, type FaultKind } from '../../local/teams/faults/fault-rule.ts';
import type { SimulatedTeams } from '../../local/teams/simulated-teams.ts';
import { connectorTo, failureOf } from './connector.ts';
import { started } from './started.ts';

const message = { type: 'message', text: 'Hello' };

test('every error answer can be called by its name, with status and body as they were recorded', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const answers = FAULT_KINDS.filter((kind) => /^\d/.test(kind));
  for (const kind of answers) {
    teams.fault({ kind });
    const failure = await failureOf(conversations.sendToConversation(teams.conversationId(0), message));
    assert.equal(failure.statusCode, Number(kind.slice(0, 3)), kind);
    const body = failure.response?.bodyAsText ?? '';
    if (kind.endsWith('empty')) assert.equal(body, '');
    else if (kind.includes('html')) assert.match(body, /<html>/i);
    else assert.equal(typeof JSON.parse(body), 'object');
  }
  assert.equal(teams.stats.accepted, 0);
  assert.equal(answers.length, teams.requests().filter((request) => request.fault !== undefined).length);
});

test('a reset loses the request, a lost answer only the answer', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  teams.fault({ kind: 'reset', on: { user: 0 } });
  teams.fault({ kind: 'lost-answer', on: { user: teams.org.user(1).aadObjectId } });
  for (const user of [0, 1]) {
    const failure = await failureOf(conversations.sendToConversation(teams.conversationId(user), message));
    assert.equal(failure.statusCode, undefined);
    assert.equal(failure.code, 'ECONNRESET');
  }
  assert.deepEqual([teams.received(0).length, teams.received(1).length], [0, 1]);
  assert.deepEqual(
    teams.requests().map((request) => request.end),
    ['reset', 'lost-answer'],
  );
});

test('an error answer can come after the request was carried out', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  teams.fault({ kind: '502-html', carriedOut: true });
  const failure = await failureOf(conversations.sendToConversation(teams.conversationId(0), message));
  assert.equal(failure.statusCode, 502);
  assert.equal(teams.received(0).length, 1);
});

test('a hanging request is never answered', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  teams.fault({ kind: 'hang' });
  const patience = new AbortController();
  const call = conversations.sendToConversation(teams.conversationId(0), message, { abortSignal: patience.signal });
  await teams.waitFor(({ stats }) => stats.ends['hung'] === 1);
  patience.abort();
  assert.equal((await failureOf(call)).name, 'AbortError');
  assert.equal(teams.stats.accepted, 0);
  assert.ok((await conversations.sendToConversation(teams.conversationId(0), message)).id);
});

test('a slow request is carried out at once and answered later', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  teams.fault({ kind: 'slow', ms: 30 });
  let isAnswered = false;
  const call = conversations.sendToConversation(teams.conversationId(0), message).then(() => {
    isAnswered = true;
  });
  await teams.waitFor(({ stats }) => stats.accepted === 1);
  assert.equal(isAnswered, false);
  await call;
});

test('a rule strikes whom and what it names, and spares the first ones', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const rule = teams.fault({
    kind: '412-precondition-failed',
    on: { operation: 'update', user: 1 },
    after: 1,
    times: 2,
  });
  const edit = async (user: number, id: string) => {
    const update = conversations.updateActivity(teams.conversationId(user), id, message);
    return update.then(
      () => 200,
      (error) => error.statusCode,
    );
  };
  const { id } = await conversations.sendToConversation(teams.conversationId(1), message);
  const other = await conversations.sendToConversation(teams.conversationId(2), message);
  const ends = [];
  for (let n = 0; n < 5; n++) ends.push(await edit(2, other.id), await edit(1, id));
  assert.deepEqual(ends, [200, 200, 200, 412, 200, 412, 200, 200, 200, 200]);
  assert.equal(rule.struck, 2);
});

test('a function can choose, and every n-th can be struck', async (t) => {
  const teams = await started(t);
  const on = (request: { body: Readonly<Record<string, unknown>> | undefined }) => request.body?.['text'] === 'Hello';
  teams.fault({ kind: '500-service-error', on, every: 3 });
  const ends = await sendToAll(teams, Array(9).fill(0));
  assert.deepEqual(ends, [201, 201, 500, 201, 201, 500, 201, 201, 500]);
});

test('the same seed strikes the same users, in whatever order their requests arrive', async (t) => {
  const users = Array.from({ length: 40 }, (_, user) => user);
  const struck = async (seed: number, order: readonly number[]) => {
    const rule = { kind: '503-empty' as FaultKind, probability: 0.3 };
    const teams = await started(t, { org: { users: 40 }, seed, faults: [rule] });
    const ends = await sendToAll(teams, [...order, ...order]);
    return order.map((user, n) => [user, ends[n], ends[n + order.length]] as const).toSorted((a, b) => a[0] - b[0]);
  };
  const first = await struck(5, users);
  assert.deepEqual(await struck(5, users.toReversed()), first);
  assert.notDeepEqual(await struck(6, users), first);
  const failures = first.flat().filter((end) => end === 503).length;
  assert.ok(failures > 8 && failures < 40, `${failures} of 80`);
});

async function sendToAll(teams: SimulatedTeams, users: readonly number[]): Promise<number[]> {
  const ends: number[] = [];
  for (const user of users) {
    const { conversations } = connectorTo(teams.serviceUrl);
    const call = conversations.sendToConversation(teams.conversationId(user), message);
    ends.push(
      await call.then(
        () => 201,
        (error) => error.statusCode,
      ),
    );
  }
  return ends;
}
