import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { newKey, startTokenAuthority } from '../support/token-authority.ts';

const storage = await ownStorage();

async function start() {
  const authority = await startTokenAuthority();
  const app = await startApp({ storage, env: authority.settings });
  const ask = async (token: string) => {
    const response = await fetch(`${app.url}/api/broadcasts`, { headers: { Authorization: `Bearer ${token}` } });
    const { code } = (await response.json()) as { code?: string };
    return { status: response.status, code, retryAfter: response.headers.get('retry-after') };
  };
  return { authority, app, ask };
}

test('many first requests at once ask for the keys once, and those after them not at all', async () => {
  const { authority, ask } = await start();
  const token = await authority.person(['Carillon.Reader']);
  assert.deepEqual(authority.asked, [], 'nothing is asked for before somebody needs it');
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(token)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  await ask(token);
  assert.equal(authority.asked.length, 1);
});

test('a new key of the authority is taken at once, by one request, and the one before it still is', async () => {
  const { authority, ask } = await start();
  const before = await authority.person(['Carillon.Reader']);
  assert.equal((await ask(before)).status, 200);
  await authority.rotate();
  const after = await authority.person(['Carillon.Reader']);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(after)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal((await ask(before)).status, 200);
  assert.equal(authority.asked.length, 2);
});

test('keys that somebody makes up are no way to have the authority asked again and again', async () => {
  const { authority, ask } = await start();
  assert.equal((await ask(await authority.person(['Carillon.Reader']))).status, 200);
  const forger = await newKey('any');
  for (let i = 0; i < 200; i++) {
    const answer = await ask(await authority.sign({ roles: ['Carillon.Admin'] }, { kid: `made-up-${i}` }, forger));
    assert.deepEqual([answer.status, answer.code], [401, 'invalid-token']);
  }
  assert.equal(authority.asked.length, 2);
});

test('while the authority is out who is not known yet is told to come again, and nobody is let in', async () => {
  const { authority, app, ask } = await start();
  const token = await authority.person(['Carillon.Reader']);
  for (const how of ['hangs', 'fails'] as const) {
    authority.fail(how);
    const asked = authority.asked.length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(token)));
    for (const { status, code, retryAfter } of answers) {
      assert.deepEqual([status, code, retryAfter], [503, 'sign-in-unavailable', '5']);
    }
    assert.ok(authority.asked.length - asked <= 1, 'one request is enough to know');
    assert.ok(app.lines.some((line) => line.includes('signing-keys-not-read')));
  }
  authority.fail('answers');
  await eventually(
    () => ask(token),
    ({ status }) => status === 200,
  );
});

test('however many come while the authority is out, the log has a few of them, and then how many more they were', async () => {
  const { authority, app, ask } = await start();
  authority.fail('fails');
  const token = await authority.person(['Carillon.Reader']);
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask(token)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([503]));
  await app.stop();
  const lines = app.lines.flatMap((line) => {
    const [json] = /\{"level":"error","event":"request-failed".*\}/.exec(line) ?? [];
    return json === undefined ? [] : [JSON.parse(json)];
  });
  const each = lines.filter(({ times }) => times === undefined);
  assert.equal(each.length, 10);
  assert.equal(
    new Set(each.map(({ invocation }) => invocation)).size,
    10,
    'each can be found by what its caller was told',
  );
  assert.deepEqual(
    lines.filter(({ times }) => times !== undefined).map(({ code, times }) => [code, times]),
    [['sign-in-unavailable', 190]],
  );
});

test('an outage does not keep out who comes with a key that is known', async () => {
  const { authority, ask } = await start();
  const token = await authority.person(['Carillon.Reader']);
  assert.equal((await ask(token)).status, 200);
  authority.fail('fails');
  assert.equal((await ask(token)).status, 200);
  await authority.rotate();
  const unknown = await ask(await authority.person(['Carillon.Reader']));
  assert.deepEqual([unknown.status, unknown.code], [503, 'sign-in-unavailable']);
});

test('keys that somebody makes up while the authority is out fill no log either', async () => {
  const { authority, app, ask } = await start();
  assert.equal((await ask(await authority.person(['Carillon.Reader']))).status, 200);
  authority.fail('fails');
  const forger = await newKey('any');
  const forged = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      authority.sign({ roles: ['Carillon.Admin'] }, { kid: `made-up-${i}` }, forger),
    ),
  );
  for (const token of forged) assert.equal((await ask(token)).code, 'sign-in-unavailable');
  await app.stop();
  const failed = app.lines.filter((line) => line.includes('"event":"request-failed"'));
  assert.equal(failed.length, 11);
  assert.match(failed[10]!, /"times":190/);
});
