import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { ada, bob, person, releaseStage } from '../lifecycle/release-stage.ts';
import { dataOf, remove, sent } from './person-stage.ts';

nothingUnhandled();

test('all that is kept of somebody is shown: their chat, what they got, tests too, who named them, what they wrote', async () => {
  const stage = await releaseStage(7);
  stage.start();
  const who = stage.world.user(2);
  const them = person(`${TENANT}/${who.toUpperCase()}`, 'author');
  const named = [{ type: 'users', ids: [who, stage.world.user(3)] }];
  const first = await sent(stage);
  const trial = await sent(stage, { test: true, audience: { include: named } });
  const without = await sent(stage, { audience: { include: [{ type: 'everyone' }], exclude: named } });
  const own = await stage.create(them);
  const records = await dataOf(stage, who.toUpperCase());
  const told = records.map((record) => [record.kind, 'broadcast' in record ? record.broadcast.id : null]);
  assert.deepEqual(told, [
    ['conversation', null],
    ['author', own],
    ['named', without],
    ['delivery', trial],
    ['named', trial],
    ['delivery', first],
  ]);
  const [chat] = records;
  assert.ok(chat?.kind === 'conversation');
  assert.deepEqual([chat.id, chat.tenant, chat.facts], [who, TENANT, { conversation: `a:${TENANT}/${who}` }]);
  const delivery = records.at(-1);
  assert.ok(delivery?.kind === 'delivery' && delivery.state === 'delivered' && delivery.activity !== null);
  assert.equal(delivery.conversation, `a:${TENANT}/${who}`);
  assert.deepEqual(await dataOf(stage, 'ffffffff-0000-4000-8000-000000000000'), []);
});

test('only an admin is shown it or deletes it, and nobody of another tenant', async () => {
  const stage = await releaseStage(2);
  const who = stage.world.user(0);
  for (const caller of [ada, bob]) {
    assert.equal((await stage.call(caller, 'GET', `people/${who}/data`)).status, 403);
    assert.equal((await stage.call(caller, 'DELETE', `people/${who}`)).status, 403);
  }
  const { status, body } = await remove(stage, 'nobody');
  assert.deepEqual([status, body['code']], [400, 'invalid-person-id']);
  assert.ok((await remove(stage, who, '?tenant=99999999-2222-4333-8444-555555555555')).status === 403);
  assert.equal((await dataOf(stage, who)).length, 1);
});
