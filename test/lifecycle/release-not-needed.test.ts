import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { ada, bob, cleo, dan, pair, refused, releaseStage } from './release-stage.ts';

nothingUnhandled();

test('a test needs no release, and goes to its author alone', async () => {
  for (const [settings, author] of [
    [pair, bob],
    [{}, ada],
  ] as const) {
    const stage = await releaseStage(3, settings);
    stage.start();
    const [self, another] = [stage.world.user(0), stage.world.user(1)];
    const asThemselves = { ...author, id: `${TENANT}/${self}` };
    const to = (...ids: string[]) => ({ include: [{ type: 'users', ids }] });
    const id = await stage.create(asThemselves, { test: true, audience: to(self) });
    assert.ok(await stage.ended(id));
    assert.deepEqual([stage.got.length, (await stage.look(id)).release], [1, null]);
    for (const ids of [[another], [self, another]]) {
      const body = { message: { text: 'psst' }, test: true, audience: to(...ids) };
      assert.deepEqual(refused(await stage.call(asThemselves, 'POST', 'broadcasts', body)), [403, 'test-on-yourself']);
    }
    await stage.wait(1);
    assert.equal(stage.got.length, 1);
  }
  const free = await releaseStage(3);
  free.start();
  const few = { include: [{ type: 'users', ids: [free.world.user(0), free.world.user(1)] }] };
  assert.ok(await free.ended(await free.create(bob, { test: true, audience: few })));
});

test('what was edited before its release is taken back after it', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const id = await stage.create(bob);
  assert.equal((await stage.edit(bob, id, 'better')).status, 202);
  await stage.release(cleo, id);
  assert.ok(await stage.ended(id));
  assert.equal((await stage.call(dan, 'POST', `broadcasts/${id}/recall`)).status, 202);
  await stage.wait(5);
  const { counts, change } = await stage.look(id);
  assert.deepEqual([counts.recalled, counts.delivered, change?.left], [3, 0, 0]);
});

test('a recall of what waits ends it; what needs no release has none', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const id = await stage.create(bob);
  assert.equal((await stage.call(dan, 'POST', `broadcasts/${id}/recall`)).status, 202);
  assert.ok(await stage.ended(id));
  assert.equal(stage.got.length, 0);
  const trial = await stage.create(
    { ...bob, id: `${TENANT}/${stage.world.user(0)}` },
    {
      test: true,
      audience: { include: [{ type: 'users', ids: [stage.world.user(0)] }] },
    },
  );
  assert.deepEqual(refused(await stage.call(dan, 'GET', `broadcasts/${trial}/release`)), [409, 'not-awaiting-release']);
  assert.deepEqual(refused(await stage.release(cleo, trial, 'x')), [409, 'not-awaiting-release']);
});
