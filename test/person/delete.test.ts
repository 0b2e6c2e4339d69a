import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deletePerson } from '../../shared/api/delete-person.ts';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import type { DeletedPersonView, PersonRecord } from '../../shared/api/views/person-data.ts';
import { userKey } from '../../shared/audience/conversation.ts';
import { carryOutRetry, retryBroadcast } from '../../shared/lifecycle/retry.ts';
import type { Change } from '../../shared/storage/table.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { OTHER, TENANT } from '../fuzz/support/world.ts';
import { ada, bob, cleo, dan, person, releaseStage } from '../lifecycle/release-stage.ts';
import { HOUR } from '../lifecycle/steering-stage.ts';
import { placesOf } from './nowhere.ts';

nothingUnhandled();

type Stage = Awaited<ReturnType<typeof releaseStage>>;

const remove = (stage: Stage, id: string, query = '') => stage.call(dan, 'DELETE', `people/${id}${query}`);

async function dataOf(stage: Stage, id: string): Promise<readonly PersonRecord[]> {
  const { status, text } = await stage.call(dan, 'GET', `people/${id}/data`);
  assert.equal(status, 200, text);
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as PersonRecord]));
}

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

/** A broadcast to everyone that everybody has had for a while. */
async function sent(stage: Stage, asked: object = {}): Promise<string> {
  const id = await stage.create(bob, asked);
  assert.ok(await stage.ended(id));
  await stage.wait(2);
  return id;
}

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

test('who is to be sent to again by a retry that began meanwhile is not deleted under its hands', async () => {
  const stage = await releaseStage(7);
  const { world } = stage;
  stage.start();
  const { deliveries } = world.context.tables;
  const { range } = deliveries;
  const { send } = world.context.teams;
  world.context.teams.send = async () => ({ kind: 'refused', status: 403, code: 'Odd' });
  const id = await sent(stage);
  world.context.teams.send = send;
  const who = world.user(3);
  const opened: string[] = [];
  world.context.teams.createConversation = async ({ user }) => {
    opened.push(user);
    return { kind: 'accepted', id: `a:${user}` };
  };
  // The deletion has seen that the broadcast is over. Before it looks for them, a retry makes them pending.
  let retried: Promise<void> | undefined;
  deliveries.range = async (partition, query) => {
    if (!retried && query.limit === 1 && query.from?.includes(who)) {
      const retry = { run: 1, states: ['failed'] } as const;
      const job = { do: 'retry', tenant: TENANT, broadcast: id, run: 2 } as const;
      retried = retryBroadcast(world.context, TENANT, id, retry).then(() => carryOutRetry(world.context, job));
      await retried;
    }
    return await range(partition, query);
  };
  const answer = await remove(stage, who);
  assert.ok(retried);
  assert.deepEqual([answer.status, answer.body['code']], [409, 'person-in-broadcast'], answer.text);
  assert.ok(await stage.ended(id));
  assert.deepEqual([(await stage.look(id)).counts.delivered, opened, world.received(TENANT, who)], [7, [], 1]);
  await stage.wait(2);
  assert.equal((await remove(stage, who)).status, 200);
  assert.deepEqual(await placesOf(world, who), []);
});

test('while they are being sent to nothing is deleted; once that is over it is', async () => {
  const stage = await releaseStage(7);
  const who = stage.world.user(3);
  const id = await stage.create(bob);
  const refused = await remove(stage, who);
  assert.deepEqual([refused.status, refused.body['code']], [409, 'person-in-broadcast']);
  assert.ok(String(refused.body['detail']).includes(id));
  assert.equal((await dataOf(stage, who))[0]?.kind, 'conversation');
  stage.start();
  assert.ok(await stage.ended(id));
  // An answer may come late.
  assert.equal((await remove(stage, who)).status, 409);
  await stage.wait(2);
  assert.equal((await remove(stage, who)).status, 200);
  assert.deepEqual(await placesOf(stage.world, who), []);
});

test('who is in an audience that is not planned to its end may be sent to: nothing is deleted', async () => {
  const stage = await releaseStage(40);
  const id = await stage.create(bob);
  assert.ok((await stage.look(id)).counts.audience < 40);
  const who = stage.world.user(39);
  assert.deepEqual((await remove(stage, who)).body['code'], 'person-in-broadcast');
  assert.equal((await dataOf(stage, who)).length, 1);
  stage.start();
  assert.ok(await stage.ended(id));
  await stage.wait(2);
  assert.equal((await remove(stage, who)).body['deliveries'], 1);
});

test('whom one names that has not begun is taken out of it, and does not get it', async () => {
  const stage = await releaseStage(4, { secondPerson: true });
  stage.start();
  const [one, two] = [stage.world.user(0), stage.world.user(1)];
  const include = [{ type: 'users', ids: [one, two] }];
  const startAt = new Date(stage.world.time.now + HOUR).toISOString();
  const waiting = await stage.create(bob, { audience: { include } });
  const scheduled = await stage.create(bob, { audience: { include }, startAt });
  await stage.release(cleo, scheduled);
  const { fingerprint } = await stage.shown(waiting);
  const { body } = await remove(stage, one);
  assert.equal((body as unknown as DeletedPersonView).audiences, 2);
  assert.deepEqual(await placesOf(stage.world, one), []);
  const changed = await stage.release(cleo, waiting, fingerprint);
  assert.deepEqual([changed.status, changed.body['code']], [409, 'release-changed'], 'it is for others than was shown');
  await stage.release(cleo, waiting);
  assert.ok(await stage.ended(waiting));
  assert.ok(await stage.ended(scheduled, 90));
  assert.equal(stage.world.received(TENANT, one), 0);
  assert.equal(stage.world.received(TENANT, two), 2);
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

test('the rest of an audience that a cancel left is planned by a retry, whoever was deleted meanwhile', async () => {
  const stage = await releaseStage(40);
  const id = await stage.create(bob);
  // Its first page is planned, and nothing else.
  assert.equal((await stage.call(bob, 'POST', `broadcasts/${id}/cancel`)).status, 200);
  stage.start();
  assert.ok(await stage.ended(id));
  await stage.wait(2);
  const planned = (await stage.look(id)).counts.audience;
  assert.ok(planned > 0 && planned < 40, `${planned}`);
  // The one the planner's cursor is at.
  assert.equal((await remove(stage, stage.world.user(planned - 1))).status, 200);
  assert.deepEqual(await placesOf(stage.world, stage.world.user(planned - 1)), []);
  await stage.call(bob, 'POST', `broadcasts/${id}/retry`, { run: 1, states: ['canceled'] });
  assert.ok(await stage.ended(id));
  const { counts } = await stage.look(id);
  assert.deepEqual([counts.audience, counts.delivered, counts.canceled, stage.got.length], [40, 39, 1, 39]);
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
