import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { handClock } from '../support/hand-clock.ts';
import { sign, startBotAuthority } from './support/bot-authority.ts';
import { startGuardedEndpoint } from './support/guarded-endpoint.ts';
import { authority, claims, good, key, message, stranger } from './support/signed-message.ts';

const bearer = `Bearer ${good}`;
const from = (user: number) => ({
  ...message,
  from: { id: `29:${user}`, aadObjectId: `00000000-0000-4000-8000-${String(user).padStart(12, '0')}` },
});

/** An endpoint with three places, on storage that answers when it is let. */
async function open() {
  const { clock, pass } = handClock();
  const { promise, resolve } = Promise.withResolvers<void>();
  const endpoint = await startGuardedEndpoint(authority.metadataUrl, { clock, places: 3, answers: () => promise });
  const answered: { readonly user: number; readonly status: number }[] = [];
  /** Posts many at once. Resolves when all are answered. */
  const post = (amount: number) =>
    Promise.all(
      Array.from({ length: amount }, async (_, user) => {
        const answer = await endpoint.post(from(user), bearer);
        answered.push({ user, status: answer.status });
        return answer;
      }),
    );
  const refused = async (amount: number) =>
    void (await eventually(
      async () => answered.length,
      (length) => length === amount,
    ));
  return { endpoint, pass, letGo: resolve, post, refused, answered };
}

test('while storage is silent as many activities wait as there are places; the others are told to come again, and then are taken', async () => {
  const { endpoint, letGo, post, refused, answered } = await open();
  const all = post(8);
  await refused(5);
  assert.deepEqual(new Set(answered.map(({ status }) => status)), new Set([500]));
  const again = answered.map(({ user }) => user);
  letGo();
  for (const { status, headers, body } of await all) {
    if (status === 200) continue;
    assert.deepEqual([status, body['code'], headers.get('retry-after')], [500, 'too-busy', '5']);
    assert.equal(body['correlationId'], undefined, 'There is no line in the log for it.');
  }
  assert.equal(answered.filter(({ status }) => status === 200).length, 3);
  for (const user of again) assert.equal((await endpoint.post(from(user), bearer)).status, 200);
  // The tenant, and eight people.
  assert.equal((await endpoint.stored()).length, 9);
});

test('of an activity that there is no place for nothing is read, and who has no good token is told that, as ever', async () => {
  const { endpoint, letGo, post, refused } = await open();
  const all = post(4);
  await refused(1);
  assert.equal((await endpoint.post([], bearer)).status, 500);
  assert.equal((await endpoint.post(message)).status, 401);
  letGo();
  await all;
  assert.equal((await endpoint.post([], bearer)).status, 400);
});

test('the log tells of a few that there was no place for, and how many more there were', async () => {
  const { endpoint, pass, letGo, post, refused } = await open();
  const all = post(43);
  await refused(40);
  pass(60_000);
  const times = () =>
    endpoint.logged
      .filter(({ event }) => event === 'activity-put-off')
      .map(({ fields }) => (fields as { times?: number } | undefined)?.times ?? 1);
  await eventually(
    async () => times(),
    ({ length }) => length === 11,
  );
  assert.deepEqual(times(), [...Array(10).fill(1), 30]);
  assert.equal(endpoint.logged.length, 11);
  letGo();
  await all;
});

test('strangers have no place, however long it takes to see that they are strangers', async () => {
  const own = await startBotAuthority(key);
  const endpoint = await startGuardedEndpoint(own.metadataUrl, { places: 1 });
  assert.equal((await endpoint.post(message, bearer)).status, 200);
  own.trouble = 'hangs';
  let isAnswered = false;
  const strangers = Array.from({ length: 20 }, async (_, i) => {
    await endpoint.post(message, `Bearer ${await sign(claims, { ...stranger, kid: `made-up-${i}` })}`);
    isAnswered = true;
  });
  await eventually(
    async () => own.asked.length,
    (asked) => asked > 2,
  );
  for (let i = 0; i < 5; i++) assert.equal((await endpoint.post(from(i), bearer)).status, 200);
  assert.equal(isAnswered, false, 'Nothing was waited for.');
  await Promise.all(strangers);
});
