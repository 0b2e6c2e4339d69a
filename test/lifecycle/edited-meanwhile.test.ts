import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import type { Answer } from '../http/call.ts';
import { bob, cleo, dan, releaseStage } from './release-stage.ts';

nothingUnhandled();

/** A draft of Bob's, which several edit. */
async function draft(settings = { secondPerson: true }) {
  const stage = await releaseStage(3, settings);
  const id = await stage.create(bob);
  const path = `broadcasts/${id}/message`;
  const read = async () => (await stage.call(dan, 'GET', path)).headers.get('etag')!;
  const edit = (by: typeof bob, text: string, seen: string): Promise<Answer> =>
    stage.call(by, 'PATCH', path, { text }, { 'if-match': seen });
  const text = async () => (await stage.call(dan, 'GET', path)).body['text'];
  return { ...stage, id, read, edit, text };
}

const changed = ({ status, body }: Answer) => [status, body['code']];

test('who edits what they have read does not overwrite what somebody else wrote meanwhile', async () => {
  const stage = await draft();
  const seen = await stage.read();
  assert.equal((await stage.edit(cleo, 'Cleo’s', seen)).status, 202);
  assert.deepEqual(changed(await stage.edit(bob, 'Bob’s', seen)), [412, 'message-changed']);
  assert.equal(await stage.text(), 'Cleo’s');
  assert.equal((await stage.release(bob, stage.id)).status, 403);
  assert.equal((await stage.release(dan, stage.id)).status, 202, 'who was refused an edit has written nothing');
});

test('of two at once one is done, and the other is told', async () => {
  const stage = await draft();
  const seen = await stage.read();
  const answers = await Promise.all([stage.edit(cleo, 'Cleo’s', seen), stage.edit(bob, 'Bob’s', seen)]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [202, 412]);
  assert.equal(await stage.text(), answers[0]!.status === 202 ? 'Cleo’s' : 'Bob’s');
});

test('an edit whose answer was lost is asked for again with the same words, and is done', async () => {
  const stage = await draft();
  const seen = await stage.read();
  assert.equal((await stage.edit(bob, 'Bob’s', seen)).body['version'], 2);
  const again = await stage.edit(bob, 'Bob’s', seen);
  assert.deepEqual([again.status, again.body['version']], [202, 2]);
});

test('so it is after the end; and without If-Match the last one has the word', async () => {
  const stage = await draft({ secondPerson: false });
  stage.start();
  assert.ok(await stage.ended(stage.id));
  const seen = await stage.read();
  assert.equal((await stage.call(cleo, 'PATCH', `broadcasts/${stage.id}/message`, { text: 'Cleo’s' })).status, 202);
  assert.deepEqual(changed(await stage.edit(bob, 'Bob’s', seen)), [412, 'message-changed']);
  assert.equal((await stage.edit(bob, 'Bob’s', await stage.read())).status, 202);
  await stage.wait(5);
  assert.equal(await stage.text(), 'Bob’s');
});
