import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { OTHER } from '../fuzz/support/world.ts';
import { dan, releaseStage } from '../lifecycle/release-stage.ts';
import { dataOf, remove } from './person-stage.ts';

nothingUnhandled();

test('a job that was refused and names them names them no more', async () => {
  const stage = await releaseStage(2);
  stage.start();
  const who = stage.world.user(1);
  const job = { audience: { include: [{ type: 'users', ids: [who.toUpperCase()] }] }, idempotencyKey: 'x' };
  await stage.world.context.queues.broadcasts.put(JSON.stringify(job));
  await stage.wait(1);
  assert.deepEqual(
    (await dataOf(stage, who)).map(({ kind }) => kind),
    ['conversation', 'refused'],
  );
  assert.equal((await remove(stage, who)).body['refused'], 1);
  const [kept] = (await stage.call(dan, 'GET', 'broadcasts/refused')).body['items'] as { text: string }[];
  assert.ok(kept?.text.includes('"ids":["deleted"]'), kept?.text);
  assert.deepEqual(await dataOf(stage, who), []);
});

test('nor does a refused job that came in base64, as many a library puts it on a queue', async () => {
  const stage = await releaseStage(2);
  stage.start();
  const who = stage.world.user(1);
  const job = JSON.stringify({ audience: { include: [{ type: 'users', ids: [who] }] }, idempotencyKey: 'x' });
  await stage.world.context.queues.broadcasts.put(Buffer.from(job).toString('base64'));
  await stage.wait(1);
  assert.ok((await dataOf(stage, who)).some(({ kind }) => kind === 'refused'));
  assert.equal((await remove(stage, who)).body['refused'], 1);
  const [kept] = (await stage.call(dan, 'GET', 'broadcasts/refused')).body['items'] as { text: string }[];
  assert.equal(Buffer.from(kept!.text, 'base64').toString(), job.replace(who, 'deleted'));
  assert.deepEqual(await dataOf(stage, who), []);
});

test('a refused job of another tenant is neither shown nor touched, whoever it names', async () => {
  const stage = await releaseStage(2);
  stage.start();
  const who = stage.world.user(1);
  const job = { tenant: OTHER, audience: { include: [{ type: 'users', ids: [who] }] }, idempotencyKey: 'x' };
  await stage.world.context.queues.broadcasts.put(JSON.stringify(job));
  await stage.wait(1);
  assert.deepEqual(
    (await dataOf(stage, who)).map(({ kind }) => kind),
    ['conversation'],
  );
  assert.equal((await remove(stage, who)).body['refused'], 0);
  const elsewhere = { ...dan, tenant: OTHER };
  const { body } = await stage.call(elsewhere, 'DELETE', `people/${who}?tenant=${OTHER}`);
  assert.equal(body['refused'], 1);
});
