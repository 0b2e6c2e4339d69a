import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryTable } from '../../local/memory/memory-table.ts';
import { CostlyReadings } from '../../shared/api/costly-readings.ts';
import { readReach } from '../../shared/api/reach.ts';
import type { ReachView } from '../../shared/api/views/reach.ts';
import { channelKey, chatKey, TENANTS, teamKey, userKey } from '../../shared/audience/conversation.ts';
import { Problem } from '../../shared/errors/problem.ts';
import { StorageUnavailable, type Table, type Values } from '../../shared/storage/table.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';
import { openStage } from './stage.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 1);

/** A tenant with the given rows, and how often storage was asked. */
async function openTenant(rows: Readonly<Record<string, Values>>) {
  const world = await openWorld(0, 3);
  const table = memoryTable(() => NOW);
  for (const [key, values] of Object.entries(rows)) await table.write(TENANT, [{ do: 'put', key, values }]);
  let asked = 0;
  let written = 0;
  const counted: Table = {
    ...table,
    write: (...changes) => {
      written++;
      return table.write(...changes);
    },
    range: (...range) => {
      asked++;
      return table.range(...range);
    },
  };
  const context = { ...world.context, tables: { ...world.context.tables, conversations: counted } };
  const readings = new CostlyReadings<ReachView>(world.context.clock);
  return {
    world,
    asked: () => asked,
    written: () => written,
    read: (cursor?: string, budget?: number, shared = readings) => readReach(context, shared, TENANT, cursor, budget),
  };
}

/** People with ids as Entra gives them: spread over all there can be. */
const spread = (i: number): string => {
  const hex = (BigInt(i + 1) * 0x9e3779b97f4a7c15n).toString(16).padStart(16, '0').slice(-16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4000-8000-${String(i).padStart(12, '0')}`;
};

const person = (i: number, values: Values = {}): [string, Values] => [
  userKey(spread(i)),
  { v: 1, state: 'active', stateAt: NOW - 90 * MINUTE, at: NOW, conversation: `a:${i}`, locale: 'de-DE', ...values },
];

test('people are counted by how they stand, by their language, and by when they last told so', async () => {
  const { read, written } = await openTenant(
    Object.fromEntries([
      person(0, { stateAt: NOW - 5 * MINUTE }),
      person(1),
      person(2, { conversation: undefined, locale: 'pt-BR', stateAt: NOW - 60 * 24 * MINUTE }),
      person(3, { state: 'removed', stateAt: NOW }),
      person(4, { state: 'blocked', stateAt: NOW }),
      person(5, { locale: '__proto__', stateAt: 0 }),
      // Nobody can read how this one stands: planning takes them for somebody whose chat is to be created.
      [userKey(spread(6)), { v: 1, state: 7 }],
    ]),
  );
  const { people, languages, tenant, asOf, complete, cursor } = await read();
  assert.deepEqual(people, {
    known: 7,
    reachable: 5,
    states: { active: 3, unopened: 2, uninstalled: 1, blocked: 1, archived: 0, deleted: 0 },
    confirmed: { lastHour: 1, lastDay: 2, newestAt: new Date(NOW - 5 * MINUTE).toISOString() },
  });
  assert.deepEqual(languages, [
    { language: 'de', count: 2 },
    { language: 'unknown', count: 2 },
    { language: 'pt', count: 1 },
  ]);
  assert.deepEqual([tenant, asOf, complete, cursor], [TENANT, new Date(NOW).toISOString(), true, null]);
  assert.equal(written(), 0, 'It wrote something.');
});

test('a channel stands as its team does, wherever the two lie among many', async () => {
  const rows: Record<string, Values> = {};
  const team = (id: string, values: Values) => {
    rows[teamKey(id)] = { v: 1, state: 'active', stateAt: NOW, ...values };
    rows[channelKey(id, `${id}-1`)] = { v: 1, state: 'active', stateAt: NOW };
  };
  // In the order of the keys "19:a" comes before "19:ab", and its channels behind those of it.
  team('19:a', { state: 'removed' });
  team('19:ab', { archived: true });
  team('19:b', { deleted: true });
  team('19:c', {});
  rows[channelKey('19:c', 'gone')] = { v: 1, state: 'active', stateAt: NOW, deleted: true };
  rows[chatKey('19:chat')] = { v: 1, state: 'removed', stateAt: NOW };
  for (let i = 0; i < 1_200; i++) team(`19:n${i}`, {});
  const { teams, channels, chats } = await (await openTenant(rows)).read();
  const none = { active: 0, unopened: 0, uninstalled: 0, blocked: 0, archived: 0, deleted: 0 };
  assert.deepEqual(teams.states, { ...none, active: 1_201, uninstalled: 1, archived: 1, deleted: 1 });
  assert.deepEqual(channels.states, { ...none, active: 1_201, uninstalled: 1, archived: 1, deleted: 2 });
  assert.deepEqual([channels.known, channels.reachable], [1_205, 1_201]);
  assert.deepEqual(chats.states, { ...none, uninstalled: 1 });
});

test('a small tenant is one request to storage; a large one about one for each thousand rows', async () => {
  const small = await openTenant(Object.fromEntries(Array.from({ length: 900 }, (_, i) => person(i))));
  assert.equal((await small.read()).people.known, 900);
  assert.equal(small.asked(), 1);
  const large = await openTenant(Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => person(i))));
  assert.equal((await large.read()).people.known, 60_000);
  assert.ok(large.asked() < 85, `${large.asked()}`);
});

test('a count that takes too long goes on where it stopped, and comes to the same', async () => {
  const people = Array.from({ length: 3_000 }, (_, i) =>
    person(i, { state: i % 7 === 0 ? 'removed' : 'active', locale: i % 3 === 0 ? 'fr-FR' : 'en-GB' }),
  );
  const { read } = await openTenant(Object.fromEntries(people));
  const whole = await read();
  let calls = 1;
  let view = await read(undefined, 0, new CostlyReadings((await openWorld(0, 3)).context.clock));
  for (; view.cursor !== null; calls++) {
    assert.equal(view.complete, false);
    view = await read(view.cursor, 0);
  }
  assert.ok(calls > 3, `${calls}`);
  assert.deepEqual(view, whole);
});

test('what is no cursor of this tenant is refused', async () => {
  const { read } = await openTenant(Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => person(i))));
  const { cursor } = await read(undefined, 0);
  assert.ok(cursor !== null);
  const text = JSON.stringify(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  const cursors = [
    'nonsense',
    text.replace(TENANT, '99999999-2222-4333-8444-555555555555'),
    text.replace('\\"parts\\":16', '\\"parts\\":17'),
    text.replace('\\"active\\"', '\\"__proto__\\"'),
    text.replace('\\"unopened\\":0', '\\"unopened\\":-1'),
    text.replace('\\"de\\"', '\\"constructor\\"'),
  ].map((changed) => (changed === 'nonsense' ? changed : Buffer.from(changed).toString('base64url')));
  for (const changed of cursors) {
    assert.notEqual(changed, cursor);
    await assert.rejects(read(changed), (error) => error instanceof Problem && error.code === 'invalid-cursor');
  }
});

test('however many look on, one count is made; the longer it took, the longer it is shown', async () => {
  const { world, read, asked } = await openTenant(Object.fromEntries([person(0)]));
  const { pass } = world;
  const views = await Promise.all(Array.from({ length: 50 }, () => read()));
  assert.equal(new Set(views.map(({ asOf }) => asOf)).size, 1);
  assert.equal(asked(), 1);
  await pass(900);
  await read();
  assert.equal(asked(), 1);
  await pass(200);
  await read();
  assert.equal(asked(), 2);

  const slow = new CostlyReadings<number>(world.context.clock);
  let made = 0;
  const make = async () => {
    made++;
    await world.context.clock.sleep(4_000);
    return made;
  };
  const first = slow.read('a', make);
  await pass(3_000);
  assert.equal(slow.read('a', make), first, 'While it is made it is everybody’s.');
  await pass(60_000);
  assert.equal(slow.read('a', make), first, 'A minute after four seconds of counting.');
  await pass(30_000);
  assert.notEqual(slow.read('a', make), first);
  assert.equal(made, 2);
});

test('a count that storage did not answer is shown to nobody else', async () => {
  const { world } = await openTenant({});
  const readings = new CostlyReadings<number>(world.context.clock);
  await assert.rejects(readings.read('a', () => Promise.reject(new StorageUnavailable('silence'))));
  assert.equal(await readings.read('a', async () => 1), 1);
});

test('over HTTP: the tenant is the only one there is, and another is refused', async () => {
  const { api, context } = await openStage(3, 2);
  const { status, body } = await api.call('reach');
  assert.deepEqual([status, (body as unknown as ReachView).people.reachable], [200, 3]);
  const other = await api.call('reach?tenant=99999999-2222-4333-8444-555555555555');
  assert.deepEqual([other.status, other.body['code']], [403, 'tenant-not-allowed']);
  const wrong = await api.call('reach?cursor=nonsense');
  assert.deepEqual([wrong.status, wrong.body['code']], [400, 'invalid-cursor']);
  assert.ok((await context.tables.conversations.range(TENANTS, {})).rows.length > 0);
});
