import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import test, { type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createOrg } from '../../local/teams/org/org.ts';
import { listeningBot } from './bot.ts';
import { connectorTo } from './connector.ts';

const MAIN = fileURLToPath(new URL('../../local/teams/main.ts', import.meta.url));
const message = { type: 'message', text: 'Hello' };

/** Starts it as a process of its own; gives what it prints and a client of its control API. */
async function startedProcess(t: TestContext, ...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const ready = JSON.parse(line);
  const control = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${ready.origin}/sim/${path}`, init);
    const text = await response.text();
    const isLines = response.headers.get('content-type')?.includes('ndjson');
    const lines = isLines
      ? text
          .split('\n')
          .filter(Boolean)
          .map((one) => JSON.parse(one))
      : [];
    return { status: response.status, lines, body: isLines ? undefined : JSON.parse(text) };
  };
  return { child, exited, ready, control };
}

test('as a process of its own it says where it is, obeys over HTTP and shows its ledger', async (t) => {
  const { endpoint, inbox } = await listeningBot(t);
  const args = ['--users', '6', '--seed', '9', '--teams', '1', '--limits', 'off', '--latency', '0'];
  const { ready, control, child, exited } = await startedProcess(t, ...args, '--endpoint', endpoint);
  const org = createOrg({ users: 6, seed: 9, teams: 1 });
  assert.equal(ready.tenant, org.tenant);

  assert.deepEqual((await control('POST', 'install', { concurrency: 2 })).body, { installed: 6, failed: [] });
  await control('POST', 'teams/0/install');
  await control('POST', 'users/0/say', { text: 'hello' });
  await control('POST', `users/${org.user(1).aadObjectId}/uninstall`);
  assert.equal(inbox.length, 16);

  await control('PATCH', 'users/2', { status: 'blocked' });
  await control('PATCH', `users/${org.user(3).id}`, { deleteConversation: true });
  const fault = await control('POST', 'faults', { kind: 'lost-answer', on: { user: 4, operation: ['send'] } });
  assert.deepEqual([fault.body.id, fault.body.struck], [1, 0]);

  const { conversations } = connectorTo(ready.serviceUrl);
  const ends = [];
  for (let user = 0; user < 6; user++) {
    const call = conversations.sendToConversation(org.ids.conversationId(user, 0), message);
    ends.push(
      await call.then(
        () => 'delivered',
        (error) => error.code,
      ),
    );
  }
  assert.deepEqual(ends, [
    'delivered',
    'BotNotInConversationRoster',
    'ConversationBlockedByUser',
    'ConversationNotFound',
    'ECONNRESET',
    'delivered',
  ]);
  const { lines } = await control('GET', 'ledger');
  assert.deepEqual(
    lines.map(({ user, messages }) => [user, messages[0].activity.text]),
    [0, 4, 5].map((user) => [org.user(user).aadObjectId, 'Hello']),
  );
  const users = (await control('GET', 'users?from=1&to=3')).lines;
  assert.deepEqual(
    users.map((user) => [user.id, user.status, user.received]),
    [
      [org.user(1).id, 'uninstalled', 0],
      [org.user(2).id, 'blocked', 0],
    ],
  );
  assert.equal((await control('GET', 'requests')).lines.length, 6);
  assert.equal((await control('GET', 'stats')).body.accepted, 3);

  child.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
});

test('settings can be changed over HTTP; what is wrong with a command is said', async (t) => {
  const { control } = await startedProcess(t, '--users', '3', '--installed', '--rate', '10');
  const before = (await control('GET', 'state')).body;
  assert.deepEqual(before.limits, { algorithm: 'sliding', perSecond: 10, threads: true, retryAfter: 'seconds' });
  assert.deepEqual(before.latency, { min: 300, max: 1500 });
  const changes = { limits: { algorithm: 'bucket' }, latency: 5, bot: 'not-registered', region: 'emea' };
  const after = (await control('PATCH', 'settings', changes)).body;
  assert.deepEqual([after.limits.algorithm, after.latency], ['bucket', 5]);
  assert.match(after.serviceUrl, /\/emea\//);

  await control('POST', 'faults', { kind: '429-throttled', times: 'all' });
  assert.equal((await control('GET', 'faults')).body.length, 1);
  await control('DELETE', 'faults/1');
  assert.deepEqual((await control('GET', 'faults')).body, []);

  assert.equal((await control('POST', 'faults', { kind: 'no such thing' })).status, 400);
  assert.equal((await control('POST', 'faults', { kind: 'reset', tymes: 1 })).status, 400);
  assert.equal((await control('PATCH', 'users/99', {})).status, 400);
  assert.equal((await control('POST', 'users/0/install', { endpoint: 'http://127.0.0.1:1/' })).status, 502);
  assert.equal((await control('GET', 'nothing')).status, 404);
});
