import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { newKey, startTokenAuthority } from '../support/token-authority.ts';

const authority = await startTokenAuthority();
const storage = await ownStorage();

async function open(rate: string) {
  const app = await startApp({ storage, env: { ...authority.settings, CARILLON_API_RATE: rate } });
  /** Asks many times at once. @returns how often which status came */
  const ask = async (times: number, path: string, token?: string) => {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const method = path === 'messages' ? 'POST' : 'GET';
    const answers = await Promise.all(
      Array.from({ length: times }, async () => {
        const answer = await fetch(`${app.url}/api/${path}`, { method, headers });
        await answer.body?.cancel();
        if (answer.status === 429) assert.ok(Number(answer.headers.get('retry-after')) >= 1);
        return answer.status;
      }),
    );
    return Object.fromEntries(
      Map.groupBy(answers, String)
        .entries()
        .map(([status, some]) => [status, some.length]),
    );
  };
  return { app, ask };
}

const forger = await newKey('key-1');
const forged = () => authority.sign({ roles: ['Carillon.Admin'] }, {}, forger);
const long = Math.floor(Date.now() / 1_000) - 3_600;
const expired = () => authority.person(['Carillon.Reader'], { exp: long });

test('strangers who knock all the time are told to wait, at each door, and nobody with a token waits for them', async () => {
  const { ask } = await open('1');
  for (const [path, token] of [
    ['broadcasts/refused', undefined],
    ['messages', undefined],
    ['broadcasts/refused', await forged()],
  ] as const) {
    const { 401: refused = 0, 429: waiting = 0, ...others } = await ask(40, path, token);
    assert.deepEqual([refused + waiting, others], [40, {}]);
    assert.ok(waiting >= 20, `${waiting} of ${path}`);
  }
  assert.deepEqual(await ask(1, 'broadcasts/refused', await authority.person(['Carillon.Reader'])), { 200: 1 });
  assert.deepEqual(await ask(1, 'broadcasts/refused', await expired()), { 401: 1 }, 'who was known is told to sign in');
});

test('who brings tokens that have expired, and who has no role, ask as often as anybody, and no more', async () => {
  const { ask } = await open('1');
  for (const [token, status] of [
    [await expired(), '401'],
    [await authority.program([]), '403'],
  ] as const) {
    const { [status]: refused = 0, 429: waiting = 0, ...others } = await ask(40, 'broadcasts/refused', token);
    assert.deepEqual([refused + waiting, others], [40, {}]);
    assert.ok(waiting >= 20, `${waiting} waited`);
  }
  assert.deepEqual(await ask(1, 'broadcasts/refused', await authority.person(['Carillon.Reader'])), { 200: 1 });
});

test('however many are refused, the log has a few of a kind, and then how many more they were', async () => {
  const { app, ask } = await open('100');
  await ask(300, 'broadcasts', await forged());
  await ask(200, 'messages');
  await ask(100, 'broadcasts', 'a.b.c');
  await app.stop();
  const lines = app.lines.flatMap((line) => {
    const [json] = /\{"level".*refused.*\}/.exec(line) ?? [];
    return json === undefined ? [] : [JSON.parse(json)];
  });
  const times = (fits: Record<string, unknown>) =>
    lines
      .filter((line) => Object.entries(fits).every(([name, value]) => line[name] === value))
      .map((line): number => line.times ?? 1);
  const ones = Array.from({ length: 10 }, () => 1);
  const signature = { event: 'token-refused', why: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' };
  assert.deepEqual(times(signature), [...ones, 290]);
  assert.deepEqual(times({ event: 'activity-refused', token: 'none' }), [...ones, 190]);
  assert.equal(lines.filter(({ event }) => event === 'token-refused').length, 22);
});
