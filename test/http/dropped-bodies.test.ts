import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Problem } from '../../shared/errors/problem.ts';
import { MOST_AT_ONCE } from '../../shared/http/drop-body.ts';
import { handle } from '../../shared/http/handle.ts';
import { slowRequest } from './slow-request.ts';

mock.timers.enable({ apis: ['setTimeout'] });

/** Somebody is refused whose body does not come. Resolves with the status when they are answered. */
async function refuse(): Promise<number | undefined> {
  const POST = async () => {
    throw new Problem('unauthenticated');
  };
  const context = { invocationId: 'i', error: () => assert.fail('It is no error of ours.') };
  return (await handle(slowRequest().request, context, { POST })).status;
}

test('of bodies that nobody wants a hundred are waited for at once; who comes beside them is answered without', async () => {
  let answered = 0;
  const slow = Array.from({ length: MOST_AT_ONCE }, async () => {
    await refuse();
    answered++;
  });
  await setImmediate();
  assert.equal(answered, 0);
  for (let i = 0; i < 3; i++) assert.equal(await refuse(), 401);
  assert.equal(answered, 0);
  mock.timers.tick(10_000);
  await Promise.all(slow);
  const next = refuse();
  await setImmediate();
  mock.timers.tick(9_999);
  let isOver = false;
  next.then(() => {
    isOver = true;
  });
  await setImmediate();
  assert.equal(isOver, false, 'Those that were given up take no room.');
  mock.timers.tick(1);
  assert.equal(await next, 401);
});
