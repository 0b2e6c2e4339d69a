import assert from 'node:assert/strict';
import { test } from 'node:test';
import { broadcastRow } from '../../shared/records/broadcast-keys.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { ada, bob, cleo, dan, pair, person, refused, releaseStage } from './release-stage.ts';

nothingUnhandled();

test('neither who created it nor who edited it last releases it, whatever they are called', async () => {
  const stage = await releaseStage(3, pair);
  const id = await stage.create(bob);
  assert.deepEqual(refused(await stage.release(bob, id)), [403, 'second-person-required']);
  assert.deepEqual(refused(await stage.release(person('bob', 'admin', 'Robert'), id)), [403, 'second-person-required']);
  assert.equal((await stage.edit(cleo, id, 'better')).status, 202);
  assert.deepEqual(refused(await stage.release(cleo, id)), [403, 'second-person-required']);
  assert.deepEqual(refused(await stage.release(bob, id)), [403, 'second-person-required']);
  const { release } = await stage.look(id);
  assert.deepEqual([release?.editedBy, release?.releasedAt], ['cleo', null]);
  // Called the same, and somebody else.
  assert.equal((await stage.release(person('other', 'sender', 'bob'), id)).status, 202);
});

test('nor does anybody who edited it before the last one did, whatever became of their words', async () => {
  const stage = await releaseStage(3, pair);
  const id = await stage.create(bob);
  const eve = person('eve', 'sender');
  for (const [by, text] of [
    [cleo, 'worse'],
    [eve, 'worst'],
    [bob, 'better'],
    [dan, 'best'],
  ] as const) {
    assert.equal((await stage.edit(by, id, text)).status, 202);
  }
  for (const by of [bob, cleo, eve, dan]) {
    assert.deepEqual(refused(await stage.release(by, id)), [403, 'second-person-required'], by.id);
  }
  assert.equal((await stage.release(person('finn', 'sender'), id)).status, 202);
});

test('of who edited it everybody is kept, and when they are too many nobody else may; those may go on', async () => {
  const stage = await releaseStage(3, pair);
  const id = await stage.create(bob);
  const editors = Array.from({ length: 20 }, (_, i) => person(`editor ${i}`, 'sender'));
  for (const editor of editors) assert.equal((await stage.edit(editor, id, `by ${editor.id}`)).status, 202);
  assert.deepEqual(refused(await stage.edit(cleo, id, 'one too many')), [409, 'too-many-editors']);
  for (const by of [bob, editors[0]!]) assert.equal((await stage.edit(by, id, `again by ${by.id}`)).status, 202);
  for (const by of [bob, ...editors]) {
    assert.deepEqual(refused(await stage.release(by, id)), [403, 'second-person-required'], by.id);
  }
  assert.equal((await stage.release(cleo, id)).status, 202);
});

test('an editor whom an older release has written down alone is none who releases, also when somebody edits it after them', async () => {
  const stage = await releaseStage(3, pair);
  const { broadcasts } = stage.world.context.tables;
  const id = await stage.create(bob);
  await stage.edit(cleo, id, 'better');
  const key = broadcastRow(id);
  const { values } = (await broadcasts.read(TENANT, key))!;
  const { editors: _, ...release } = JSON.parse(String(values['release']));
  await broadcasts.write(TENANT, [{ do: 'put', key, values: { ...values, release: JSON.stringify(release) } }]);
  assert.deepEqual(refused(await stage.release(cleo, id)), [403, 'second-person-required']);
  await stage.edit(bob, id, 'best');
  assert.deepEqual(refused(await stage.release(cleo, id)), [403, 'second-person-required']);
  assert.equal((await stage.release(dan, id)).status, 202);
});

test('an author edits and cancels their own until it is released, and nobody else’s', async () => {
  const stage = await releaseStage(3);
  const other = person('eve', 'author');
  const id = await stage.create(ada);
  assert.deepEqual(refused(await stage.edit(other, id, 'mine now')), [403, 'forbidden']);
  assert.deepEqual(refused(await stage.call(other, 'POST', `broadcasts/${id}/cancel`)), [403, 'forbidden']);
  assert.equal((await stage.edit(ada, id, 'better')).status, 202);
  assert.equal((await stage.release(bob, id)).status, 202);
  assert.deepEqual(refused(await stage.edit(ada, id, 'sneaked in')), [403, 'forbidden']);
  assert.deepEqual(refused(await stage.call(ada, 'POST', `broadcasts/${id}/cancel`)), [403, 'forbidden']);
  const second = await stage.create(ada);
  const canceled = await stage.call(ada, 'POST', `broadcasts/${second}/cancel`);
  assert.deepEqual(
    [canceled.status, (await stage.call(ada, 'POST', `broadcasts/${second}/cancel`)).status],
    [200, 200],
  );
});

test('what goes out by two is not edited by one; what went out by itself is', async () => {
  const stage = await releaseStage(3, pair);
  stage.start();
  const id = await stage.create(bob);
  await stage.release(cleo, id);
  assert.deepEqual(refused(await stage.edit(cleo, id, 'sneaked in')), [409, 'edit-needs-release']);
  assert.ok(await stage.ended(id));
  assert.deepEqual(refused(await stage.edit(cleo, id, 'sneaked in')), [409, 'edit-needs-release']);
  const trial = await stage.create(
    { ...bob, id: `${TENANT}/${stage.world.user(0)}` },
    {
      test: true,
      audience: { include: [{ type: 'users', ids: [stage.world.user(0)] }] },
    },
  );
  assert.equal((await stage.edit(bob, trial, 'a test is a test')).status, 202);
  Object.assign(stage.world.context, { secondPerson: false });
  const own = await stage.create(bob);
  Object.assign(stage.world.context, pair);
  assert.deepEqual(refused(await stage.edit(cleo, own, 'sneaked in')), [409, 'edit-needs-release']);
});
