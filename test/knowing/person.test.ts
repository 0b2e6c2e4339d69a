import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersonView } from '../../shared/api/views/person.ts';
import { userKey } from '../../shared/audience/conversation.ts';
import type { Values } from '../../shared/storage/table.ts';
import { OTHER, TENANT } from '../fuzz/support/world.ts';
import { openStage, type Stage } from './stage.ts';

async function personOf({ api }: Stage, id: string, query = ''): Promise<PersonView> {
  const { status, body } = await api.call(`people/${id}${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as PersonView;
}

async function record({ world }: Stage, id: string, values: Values): Promise<void> {
  await world.context.tables.conversations.write(TENANT, [{ do: 'put', key: userKey(id), values }]);
}

const AT = Date.UTC(2026, 0, 1);

test('somebody is shown with their chat, and with what they got of the newest broadcasts, the newest first', async () => {
  const stage = await openStage(6, 2);
  const ids: string[] = [];
  for (const text of ['one', 'two', 'three']) {
    ids.unshift(await stage.planned(text));
    await stage.pass(1_000);
  }
  await stage.stand(ids[0]!, () => ({ state: 'delivered', attempts: 1 }));
  await stage.stand(ids[1]!, (i) => (i === 3 ? { state: 'failed', code: 'blocked-by-user', attempts: 1 } : undefined));
  const who = stage.world.user(3);
  const values = { v: 1, state: 'active', stateAt: AT, at: AT + 1, locale: 'de-DE', timeZone: 'Europe/Berlin' };
  await record(stage, who, values);

  const person = await personOf(stage, who.toUpperCase());
  assert.deepEqual(
    [person.id, person.tenant, person.reachable, person.reason, person.locale, person.timeZone],
    [who, TENANT, true, null, 'de-DE', 'Europe/Berlin'],
  );
  const [since, heardAt] = [new Date(AT).toISOString(), new Date(AT + 1).toISOString()];
  assert.deepEqual(person.conversation, { state: 'active', since, heardAt });
  const { items, next, broadcasts, unreadable } = person.deliveries;
  assert.deepEqual(
    items.map(({ broadcast, state, reason }) => [broadcast.id, broadcast.summary, state, reason?.code]),
    [
      [ids[0], 'three', 'delivered', undefined],
      [ids[1], 'two', 'failed', 'blocked-by-user'],
      [ids[2], 'one', 'pending', undefined],
    ],
  );
  assert.deepEqual([next, broadcasts, unreadable], [null, 3, 0]);
});

test('who can’t be reached is shown with the reason, since when, and what to do', async () => {
  const stage = await openStage(2, 2);
  const [ada, bob] = [stage.world.user(0), stage.world.user(1)];
  await record(stage, ada, { v: 1, state: 'removed', stateAt: AT, at: AT });
  await record(stage, bob, { v: 1, state: 'blocked', stateAt: 0, at: AT });
  for (const [id, code, since] of [
    [ada, 'app-uninstalled', new Date(AT).toISOString()],
    [bob, 'blocked-by-user', null],
  ] as const) {
    const { reachable, reason, conversation } = await personOf(stage, id);
    assert.deepEqual([reachable, reason?.code, conversation?.since], [false, code, since]);
    assert.ok(reason!.action.length > 10);
  }
});

test('an id nobody knows is an answer too, and says what to do; one that is none is refused', async () => {
  const stage = await openStage(2, 2);
  await stage.planned('one');
  const nobody = 'c0ffee00-0000-4000-8000-00000000000c';
  const { reachable, reason, conversation, deliveries } = await personOf(stage, nobody);
  assert.deepEqual([reachable, reason?.code, conversation, deliveries.items], [false, 'not-on-record', null, []]);
  assert.equal(deliveries.broadcasts, 1);
  for (const id of ['ada', `${nobody}0`, '%00', 'ada@contoso.com', `${nobody.slice(0, -1)}g`]) {
    const { status, body } = await stage.api.call(`people/${id}`);
    assert.deepEqual([status, body['code']], [400, 'invalid-person-id'], id);
  }
  const elsewhere = await stage.api.call(`people/${nobody}?tenant=${OTHER}`);
  assert.deepEqual([elsewhere.status, elsewhere.body['code']], [403, 'tenant-not-allowed']);
});

test('as many broadcasts are looked through as were asked for, and the cursor goes on with those before', async () => {
  const stage = await openStage(4, 2);
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) {
    ids.unshift(await stage.planned(`text ${i}`));
    await stage.pass(1_000);
  }
  const seen: string[] = [];
  const who = stage.world.user(2);
  for (let query = '?limit=3'; query !== ''; ) {
    const before = stage.reads();
    const { deliveries } = await personOf(stage, who, query);
    assert.ok(deliveries.broadcasts <= 3);
    // The chat, a stretch of broadcasts, and in each the shard and its recipients.
    assert.ok(stage.reads() - before <= 2 + 2 * 3, String(stage.reads() - before));
    seen.push(...deliveries.items.map(({ broadcast }) => broadcast.id));
    query = deliveries.next === null ? '' : `?limit=3&cursor=${deliveries.next}`;
  }
  assert.deepEqual(seen, ids);
  assert.equal((await stage.api.call(`people/${who}?limit=101`)).body['code'], 'invalid-limit');
  assert.equal((await stage.api.call(`people/${who}?cursor=x`)).body['code'], 'invalid-cursor');
});

test('a broadcast that can’t be read is counted, and takes no other along', async () => {
  const stage = await openStage(2, 2);
  const hurt = await stage.planned('one');
  await stage.pass(1_000);
  const whole = await stage.planned('two');
  const { deliveries } = stage.world.context.tables;
  const [row] = (await deliveries.range(hurt, { from: 's', before: 't' })).rows;
  await deliveries.write(hurt, [{ do: 'merge', key: row!.key, values: { states: 'x' } }]);
  const person = await personOf(stage, stage.world.user(0));
  assert.deepEqual(
    person.deliveries.items.map(({ broadcast }) => broadcast.id),
    [whole],
  );
  assert.equal(person.deliveries.unreadable, 1);
});
