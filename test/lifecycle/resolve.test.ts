import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { listDeliveries } from '../../shared/api/deliveries.ts';
import { resolveAudience } from '../../shared/api/resolve.ts';
import { userKey } from '../../shared/audience/conversation.ts';
import type { AudienceRequest } from '../../shared/broadcast/audience-request.ts';
import { Problem } from '../../shared/errors/problem.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld, TENANT, type World } from '../fuzz/support/world.ts';

nothingUnhandled();

const everyone = { include: [{ type: 'everyone' }], exclude: [] } as const;
const id = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;

/** How each of these people stands: on record or not, reachable or not, with a chat or without. */
const standing = fc.constantFrom('chat', 'no chat', 'removed', 'blocked', 'unknown');
const ids = fc.uniqueArray(fc.nat(29), { minLength: 1, maxLength: 15 }).map((some) => some.map(id).sort());
const source = fc.oneof(
  fc.constant({ type: 'everyone' } as const),
  ids.map((some) => ({ type: 'users', ids: some }) as const),
);
const audience: fc.Arbitrary<AudienceRequest> = fc.record({
  include: fc.array(source, { minLength: 1, maxLength: 3 }),
  exclude: fc.array(source, { maxLength: 2 }),
});

async function worldOf(people: readonly string[]): Promise<World> {
  const world = await openWorld(0, 3);
  for (const [i, how] of people.entries()) {
    if (how === 'unknown') continue;
    const state = how === 'removed' || how === 'blocked' ? how : 'active';
    const values = { v: 1, state, ...(how === 'chat' && { conversation: `a:${i}` }) };
    await world.context.tables.conversations.write(TENANT, [{ do: 'put', key: userKey(id(i)), values }]);
  }
  return world;
}

/** What a broadcast to this audience has planned when all of it is. */
async function planned(world: World, asked: AudienceRequest) {
  const broadcasts = openBroadcasts(world.context, []);
  const message = { text: 'hello', textFormat: 'plain' } as const;
  const request = { message, audience: asked, onUncertain: 'hold' } as const;
  const asking = { request, tenant: TENANT, caller: 'author', createdBy: 'author' };
  const { id: broadcast } = await world.settle(broadcasts.create(asking));
  // Whoever sends is not there.
  world.context.queues.deliver.put = async () => undefined;
  world.start(assert.ifError);
  assert.ok(await world.until(3, async () => (await broadcasts.get(broadcast)).planned));
  const { items } = await world.settle(listDeliveries(world.context, broadcast, { limit: 1_000 }));
  return items;
}

test('what is counted is what a broadcast now plans, whoever is meant', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(standing, { minLength: 1, maxLength: 30 }), audience, async (people, asked) => {
      const world = await worldOf(people);
      const writes = world.written.length;
      const counted = await world.settle(resolveAudience(world.context, TENANT, { audience: asked }));
      assert.equal(world.written.length, writes, 'It stored something.');
      const items = await planned(world, asked);
      const howOf = (i: string) => people[Number(i.slice(24))] ?? 'unknown';
      const skipped = (code: string) => items.filter(({ reason }) => reason?.code === code).length;
      assert.equal(counted.total, items.length);
      const unreachable = Object.fromEntries(counted.unreachable.map(({ code, count }) => [code, count]));
      assert.equal(unreachable['app-uninstalled'] ?? 0, skipped('app-uninstalled'));
      assert.equal(unreachable['blocked-by-user'] ?? 0, skipped('blocked-by-user'));
      const others = items.filter(({ state }) => state !== 'skipped').map(({ recipient }) => recipient.id);
      const unknown = others.filter((other) => howOf(other) === 'unknown');
      assert.deepEqual(counted.unknown, { count: unknown.length, ids: unknown });
      assert.equal(counted.reachable, others.length - unknown.length);
      assert.equal(counted.requests, others.length + others.filter((other) => howOf(other) !== 'chat').length);
      const meant = await world.settle(resolveAudience(world.context, TENANT, { audience: { ...asked, exclude: [] } }));
      assert.equal(counted.excluded, meant.total - counted.total);
      for (const [i, from] of asked.include.entries()) {
        const isIn = (one: string) => (from.type === 'users' ? from.ids.includes(one) : howOf(one) !== 'unknown');
        assert.equal(counted.bySource[i]?.count, items.filter(({ recipient }) => isIn(recipient.id)).length);
      }
    }),
    { numRuns: 300 },
  );
});

test('an audience that takes too long is counted on from where it stopped, and comes to the same', async () => {
  const world = await openWorld(12_000, 200);
  const strangers = Array.from({ length: 30 }, (_, i) => id(100_000 + i));
  const asked = { include: [{ type: 'everyone' }, { type: 'users', ids: strangers }], exclude: [] } as const;
  const whole = await world.settle(resolveAudience(world.context, TENANT, { audience: asked }));
  assert.deepEqual([whole.complete, whole.cursor, whole.total], [true, null, 12_030]);
  const part = (cursor?: string) =>
    world.settle(
      resolveAudience(world.context, TENANT, { audience: asked, ...(cursor !== undefined && { cursor }) }, 0),
    );
  const answers = [await part()];
  while (!answers.at(-1)!.complete) answers.push(await part(answers.at(-1)!.cursor!));
  assert.equal(answers.length, 3);
  assert.deepEqual(
    answers.map(({ total }) => total),
    [5_000, 10_000, 12_030],
  );
  assert.deepEqual({ ...answers.at(-1), asOf: '' }, { ...whole, asOf: '' });
});

test('a cursor of another audience, or none at all, is refused', async () => {
  const world = await openWorld(6_000, 200);
  const { cursor } = await world.settle(resolveAudience(world.context, TENANT, { audience: everyone }, 0));
  const other = { ...everyone, exclude: [{ type: 'users', ids: [id(1)] }] } as const;
  const sums = Buffer.from(JSON.stringify(['resolve', 'x', '{}'])).toString('base64url');
  for (const asked of [
    { audience: other, cursor: cursor! },
    { audience: everyone, cursor: 'x' },
    { audience: everyone, cursor: sums },
  ]) {
    const resolved = world.settle(resolveAudience(world.context, TENANT, asked));
    await assert.rejects(resolved, (error) => error instanceof Problem && error.code === 'invalid-cursor');
  }
});

test('how long it takes is told at the configured rate, and at the one the gate has learned once there is one', async () => {
  const world = await openWorld(900, 200);
  const resolve = (maxRate?: number) =>
    world.settle(
      resolveAudience(world.context, TENANT, { audience: everyone, ...(maxRate !== undefined && { maxRate }) }),
    );
  const first = (await resolve()).duration;
  assert.deepEqual(first, { atLearnedRate: null, atConfiguredRate: { rate: 45, ms: 20_000 } });
  assert.deepEqual((await resolve(9)).duration.atConfiguredRate, { rate: 9, ms: 100_000 });
  await world.create(TENANT, 'hello');
  world.start(assert.ifError);
  await world.until(1, async () => false);
  const row = await world.context.tables.gates.read(TENANT, 'gate');
  const values = { ...row!.values, limit: 30 };
  await world.context.tables.gates.write(TENANT, [{ do: 'put', key: 'gate', values }]);
  assert.deepEqual((await resolve()).duration.atLearnedRate, { rate: 30, ms: 30_000 });
});
