import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doorTo } from '../../local/http-routes.ts';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import type { Broadcasts } from '../../shared/api/service.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld, TENANT, type World } from '../fuzz/support/world.ts';
import { openApi } from '../http/call.ts';

nothingUnhandled();

const PEOPLE = 100;
const message = { text: 'hello', textFormat: 'plain' };
const body = { message, audience: { include: [{ type: 'everyone' }] }, tenant: TENANT };

/** An action: what it is asked of, and what shows how often it was done. */
interface Action {
  readonly ask: (id: string) => { path: string; body?: object; headers?: Record<string, string> };
  /** Whether the broadcast must have ended before. */
  readonly afterEnd?: true;
  /** What must be done before it. */
  readonly first?: (broadcasts: Broadcasts, id: string) => Promise<unknown>;
  readonly done: (world: World) => number;
}

const logged = (event: string) => (world: World) => world.logged.filter((entry) => entry.event === event).length;
/** Writes of a tenant's broadcast rows; the message is written once a broadcast. */
const created = (world: World) =>
  world.written.filter(({ table, key }) => table === 'broadcasts' && /^m/.test(key)).length;

const actions: Readonly<Record<string, Action>> = {
  create: {
    ask: () => ({ path: 'broadcasts', body, headers: { 'Idempotency-Key': 'once' } }),
    done: created,
  },
  'a test': {
    ask: () => ({
      path: 'broadcasts',
      body: {
        ...body,
        test: true,
        audience: { include: [{ type: 'users', ids: [`00000000-0000-4000-8000-${'0'.repeat(12)}`] }] },
      },
      headers: { 'Idempotency-Key': 'once' },
    }),
    done: created,
  },
  cancel: {
    ask: (id) => ({ path: `broadcasts/${id}/cancel` }),
    done: (world) => world.written.filter(({ table, key }) => table === 'broadcasts' && key.startsWith('b')).length,
  },
  retry: {
    afterEnd: true,
    ask: (id) => ({ path: `broadcasts/${id}/retry`, body: { run: 1, states: ['failed'] } }),
    done: logged('broadcast-retried'),
  },
  redrive: { ask: (id) => ({ path: `broadcasts/${id}/redrive` }), done: logged('redriven') },
  'redrive of all': { ask: () => ({ path: 'redrive' }), done: logged('redriven') },
  stop: {
    ask: () => ({ path: `tenants/${TENANT}/stop`, body: { reason: 'It runs away' } }),
    done: (world) => world.written.filter(({ key }) => key === 'switch').length,
  },
  start: {
    first: (broadcasts) => broadcasts.stopTenant(TENANT, 'Ada', undefined),
    ask: () => ({ path: `tenants/${TENANT}/start` }),
    done: logged('tenant-started'),
  },
};

for (const [name, { ask, afterEnd, first, done }] of Object.entries(actions)) {
  test(`${name}: asked three times, twice of it at the same instant, it is done once, and each hears that it is`, async () => {
    const world = await openWorld(PEOPLE, 20);
    const broadcasts = openBroadcasts(world.context, []);
    const api = openApi(() => doorTo(broadcasts));
    const id = await world.create(TENANT, 'first');
    if (afterEnd) {
      world.start(assert.ifError);
      assert.ok(await world.until(2, async () => (await broadcasts.get(id)).endedAt !== null));
    }
    if (first) await world.settle(first(broadcasts, id));
    const before = done(world);
    const asking = ask(id);
    const call = () =>
      asking.body
        ? api.post(asking.path, asking.body, asking.headers)
        : api.call(asking.path, { method: 'POST', headers: asking.headers ?? {} });
    const [one, two] = await world.settle(Promise.all([call(), call()]));
    const three = await world.settle(call());
    for (const { status, text } of [one, two, three]) assert.ok(status === 200 || status === 202, text);
    assert.deepEqual([one.body['id'], two.body['id']], [three.body['id'], three.body['id']]);
    assert.equal(done(world) - before, 1);

    if (!afterEnd) world.start(assert.ifError);
    await world.until(3, async () => false);
    for (let i = 0; i < PEOPLE; i++) {
      const copies = world.received(TENANT, world.user(i));
      // What `create` and a test make is a second message; nobody has one twice.
      assert.ok(copies <= (created(world) > 1 ? 2 : 1), `${world.user(i)} has ${copies}`);
    }
  });
}
