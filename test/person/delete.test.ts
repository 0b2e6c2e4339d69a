import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deletePerson } from '../../shared/api/delete-person.ts';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import type { DeletedPersonView } from '../../shared/api/views/person-data.ts';
import { userKey } from '../../shared/audience/conversation.ts';
import type { Change } from '../../shared/storage/table.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { bob, dan, releaseStage } from '../lifecycle/release-stage.ts';
import { placesOf } from './nowhere.ts';
import { dataOf, remove, type Stage, sent } from './person-stage.ts';

nothingUnhandled();

async function listed(stage: Stage, id: string, limit: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await stage.call(dan, 'GET', `broadcasts/${id}/deliveries?limit=${limit}&cursor=${cursor}`);
    const items = body['items'] as DeliveryView[];
    assert.ok(items.length <= limit);
    ids.push(...items.map(({ recipient }) => (recipient.type === 'deleted' ? 'deleted' : recipient.id)));
    cursor = body['next'] as string | null;
  }
  return ids;
}

test('whoever is deleted is nowhere in storage; counts, order and everybody else are as they were', async () => {
  const stage = await releaseStage(12);
  stage.start();
  const everyone = await sent(stage);
  const ids = Array.from({ length: 12 }, (_, i) => stage.world.user(i));
  const named = await sent(stage, { audience: { include: [{ type: 'users', ids }] } });
  const before = [await stage.look(everyone), await stage.look(named)];
  // In the middle of a shard; the one it is named after; its first; the last of all; then nobody is left in that shard;
  // then the neighbours, so that whom a shard is named after is deleted again.
  const order = [2, 4, 0, 11, 10, 3, 9];
  const gone = new Set<string>();
  for (const i of order) {
    const who = stage.world.user(i);
    const answer = await remove(stage, who);
    assert.equal(answer.status, 200, answer.text);
    const { complete, conversation, broadcasts, deliveries, audiences } = answer.body as unknown as DeletedPersonView;
    assert.deepEqual([complete, conversation, broadcasts, deliveries, audiences], [true, true, 2, 2, 1]);
    gone.add(who);
    assert.deepEqual(await placesOf(stage.world, who), []);
    assert.deepEqual(await dataOf(stage, who), []);
    assert.equal((await stage.call(dan, 'GET', `broadcasts/${everyone}/deliveries/user/${who}`)).status, 404);
    for (const other of ids.filter((id) => !gone.has(id))) {
      const found = await stage.call(dan, 'GET', `broadcasts/${everyone}/deliveries/user/${other}`);
      assert.equal(found.body['state'], 'delivered', `${other} after ${i}`);
    }
    for (const limit of [1, 2, 3, 5, 100]) {
      const now = await listed(stage, everyone, limit);
      assert.deepEqual(
        now.filter((id) => id !== 'deleted'),
        ids.filter((id) => !gone.has(id)),
        `${limit} at a time after ${i}`,
      );
      assert.equal(now.length, 12, `${limit} at a time after ${i}`);
    }
  }
  assert.deepEqual([await stage.look(everyone), await stage.look(named)], before);
  const { text } = await stage.call(dan, 'GET', `broadcasts/${everyone}/deliveries/export?format=csv`);
  assert.equal(text.split('\r\n').filter((line) => line.startsWith('deleted,deleted,delivered,')).length, 7);
  const again = (await remove(stage, ids[2]!)).body as unknown as DeletedPersonView;
  assert.deepEqual([again.conversation, again.deliveries, again.audiences], [false, 0, 0]);
});

test('nobody is sent anything in the place of who was deleted: not by a retry, an edit or a recall', async () => {
  const stage = await releaseStage(7);
  stage.start();
  const { send } = stage.world.context.teams;
  const { createConversation } = stage.world.context.teams;
  stage.world.context.teams.send = async () => ({ kind: 'refused', status: 403, code: 'Odd' });
  const id = await sent(stage);
  stage.world.context.teams.send = send;
  assert.equal((await stage.look(id)).counts.failed, 7);
  for (const i of [1, 4, 6, 5]) assert.equal((await remove(stage, stage.world.user(i))).status, 200);
  let opened = 0;
  stage.world.context.teams.createConversation = async (where) => {
    opened++;
    return await createConversation(where);
  };
  await stage.call(bob, 'POST', `broadcasts/${id}/retry`, { run: 1, states: ['failed'] });
  assert.ok(await stage.ended(id));
  const { counts } = await stage.look(id);
  assert.deepEqual([counts.delivered, counts.failed, stage.got.length, opened], [3, 4, 3, 0]);
  await stage.wait(2);
  assert.equal((await remove(stage, stage.world.user(0))).status, 200);
  await stage.call(bob, 'POST', `broadcasts/${id}/recall`);
  await stage.wait(3);
  const recalled = await stage.look(id);
  assert.deepEqual([recalled.counts.recalled, recalled.counts.delivered, recalled.counts.failed], [2, 1, 4]);
  assert.ok(recalled.change?.endedAt);
});

test('who was deleted is not among everyone until they are heard from again', async () => {
  const stage = await releaseStage(4);
  stage.start();
  const who = stage.world.user(3);
  const before = await sent(stage);
  await remove(stage, who);
  assert.equal((await stage.look(await sent(stage))).counts.audience, 3);
  const values = { v: 1, state: 'active', stateAt: 0, at: 0, conversation: `a:${TENANT}/${who}` };
  await stage.world.context.tables.conversations.write(TENANT, [{ do: 'put', key: userKey(who), values }]);
  assert.equal((await stage.look(await sent(stage))).counts.audience, 4);
  assert.equal((await stage.look(before)).counts.delivered, 4);
  assert.equal((await dataOf(stage, who)).length, 2, 'what is kept is what came since');
});

test('a crash at any write leaves everything readable, and asking again does the rest', async () => {
  const stage = await releaseStage(6);
  stage.start();
  const kept = [await sent(stage), await sent(stage)];
  const { conversations, deliveries, broadcasts } = stage.world.context.tables;
  const people = [4, 5, 1, 0];
  for (const i of people) {
    const who = stage.world.user(i);
    for (let crash = 0; ; crash++) {
      let writes = 0;
      const originals = [conversations, deliveries, broadcasts].map((table) => {
        const { write } = table;
        table.write = async (partition: string, changes: readonly [Change, ...Change[]]) => {
          // Dead before the write, or after it.
          if (writes++ === crash >> 1) {
            if (crash % 2 === 1) await write(partition, changes);
            throw new Error('dead');
          }
          return await write(partition, changes);
        };
        return () => {
          table.write = write;
        };
      });
      const asked = deletePerson(stage.world.context, TENANT, who, undefined);
      const done = await stage.world.settle(asked.then(() => true).catch(() => false));
      for (const restore of originals) restore();
      for (const id of kept) {
        assert.equal((await listed(stage, id, 2)).length, 6, `crash ${crash} of ${i}`);
        assert.equal((await stage.look(id)).counts.delivered, 6);
      }
      if (done) break;
    }
    assert.deepEqual(await placesOf(stage.world, who), []);
  }
});

test('more broadcasts than fit into one answer are gone on with by the cursor', async () => {
  const stage = await releaseStage(3);
  stage.start();
  for (let i = 0; i < 103; i++) await stage.create(bob, { audience: { include: [{ type: 'everyone' }] } });
  await stage.wait(4);
  const who = stage.world.user(2);
  const first = await stage.world.settle(deletePerson(stage.world.context, TENANT, who, undefined, 0));
  assert.deepEqual([first.complete, first.deliveries], [false, 100]);
  const second = await remove(stage, who, `?cursor=${first.cursor}`);
  assert.deepEqual([second.body['complete'], second.body['deliveries']], [true, 3]);
  assert.deepEqual(await placesOf(stage.world, who), []);
  assert.equal((await remove(stage, who, '?cursor=none')).body['code'], 'invalid-cursor');
});

test('a broadcast that can’t be read is counted, and keeps nobody in the others', async () => {
  const stage = await releaseStage(3);
  stage.start();
  const [hurt, whole] = [await sent(stage), await sent(stage)];
  const who = stage.world.user(1);
  const { deliveries } = stage.world.context.tables;
  const [row] = (await deliveries.range(hurt, { from: 'r', before: 's' })).rows;
  await deliveries.write(hurt, [{ do: 'put', key: row!.key, values: { v: 1, who: new Uint8Array([1]) } }]);
  assert.ok((await dataOf(stage, who)).some(({ kind }) => kind === 'unreadable'));
  const { body } = await remove(stage, who);
  assert.deepEqual([body['unreadable'], body['deliveries']], [1, 1]);
  assert.equal((await listed(stage, whole, 9)).filter((id) => id === 'deleted').length, 1);
});
