import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeletedPersonView } from '../../shared/api/views/person-data.ts';
import { carryOutRetry, retryBroadcast } from '../../shared/lifecycle/retry.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { bob, cleo, releaseStage } from '../lifecycle/release-stage.ts';
import { HOUR } from '../lifecycle/steering-stage.ts';
import { placesOf } from './nowhere.ts';
import { dataOf, remove, sent } from './person-stage.ts';

nothingUnhandled();

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
