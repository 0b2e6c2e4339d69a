import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { enqueue } from '../../shared/api/door.ts';
import { parseQueued } from '../../shared/broadcast/parse-queued.ts';
import { deliver } from '../../shared/delivery/deliver.ts';
import { plan } from '../../shared/lifecycle/plan.ts';
import { redrivePoison } from '../../shared/lifecycle/poison.ts';
import { sweep } from '../../shared/lifecycle/sweep.ts';
import { type DeliverJob, type PlanJob, parseDeliverJob, parsePlanJob } from '../../shared/records/jobs.ts';
import { readBroadcast } from '../../shared/records/store.ts';
import { allShards } from '../../shared/shard/shard-keys.ts';
import { checkMessage } from '../../shared/storage/message-limits.ts';
import { good } from '../broadcast-input/bodies.ts';
import { type Mutation, mutate, mutation, odd, spoil, spoiled } from './support/mutate.ts';
import { nothingUnhandled, runs } from './support/runs.ts';
import { OTHER, openWorld, TENANT, type World } from './support/world.ts';

nothingUnhandled();

/** Messages of one run on the average, one to twice as many: a world is made for each run. */
const BATCH = 10;
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 * BATCH, size: 'max' });
const PEOPLE = 9;

/** As the Functions worker hands a message over: parsed if it can be, else as text; bytes where the queue says so. */
const handed = (message: string | Uint8Array): unknown => {
  if (typeof message !== 'string') return message;
  try {
    return JSON.parse(message);
  } catch {
    return message;
  }
};

const queued = fc.record(
  {
    body: fc.constantFrom<object>(
      { ...good(), tenant: TENANT },
      { ...good(), tenant: OTHER, onUncertain: 'retry', createdBy: 'pipeline' },
    ),
    wrong: fc.array(mutation, { maxLength: 2 }),
    spoiled,
    base64: fc.boolean(),
    again: fc.boolean(),
  },
  { noNullPrototype: true },
);

test('whatever is put on the queue is one broadcast or is listed as refused with its reasons, however often it comes', async () => {
  await fc.assert(
    fc.asyncProperty(some(queued), async (messages) => {
      const world = await openWorld(2, 2);
      const broadcasts = openBroadcasts(world.context, [TENANT, OTHER]);
      const keys = new Set<string>();
      const refused: string[] = [];
      for (const [i, { body, wrong, spoiled, base64, again }] of messages.entries()) {
        const json = JSON.stringify(wrong.reduce(mutate, { ...body, idempotencyKey: `key-${i}` })) ?? '';
        const text = spoil(json, spoiled);
        const message = handed(base64 ? Buffer.from(text).toString('base64') : text);
        const at = Date.UTC(2026, 0, 1) + i * 1_000;
        const made = broadcastsIn(world);
        for (let times = again ? 2 : 1; times > 0; times--) {
          await world.settle(enqueue(world.context, broadcasts, message, at, 'invocation'));
        }
        const parsed = parseQueued(message);
        const key = parsed.ok ? `${parsed.queued.request.tenant} ${parsed.queued.idempotencyKey}` : undefined;
        if (broadcastsIn(world) === made) refused.push(new Date(at).toISOString());
        else assert.deepEqual([broadcastsIn(world) - made, parsed.ok, keys.has(key ?? '')], [1, true, false]);
        if (key !== undefined) keys.add(key);
      }
      const { items } = await broadcasts.refused({ limit: 1_000 });
      assert.deepEqual(
        items.map(({ refusedAt }) => refusedAt),
        refused.toReversed(),
      );
      for (const { code, detail, errors } of items) {
        assert.ok(detail.length > 10 && (code !== 'invalid-request' || errors.length > 0), `${code} without a reason`);
      }
    }),
    runs(BATCH),
  );
});

function broadcastsIn({ written }: World): number {
  return written.filter(
    ({ table, key, partition }) => table === 'broadcasts' && partition !== 'refused' && key.startsWith('a'),
  ).length;
}

const job = fc.record(
  {
    /** Which of the good jobs it is made of. */
    of: fc.nat(),
    wrong: fc.oneof({ weight: 2, arbitrary: fc.constant<Mutation[]>([]) }, fc.array(mutation, { maxLength: 2 })),
    /** A member of another good job in its place: an id, a key or a run that exists, but elsewhere. */
    foreign: fc.option(fc.tuple(fc.constantFrom('tenant', 'broadcast', 'run', 'n', 'key', 'do'), fc.nat()), {
      freq: 1,
    }),
    number: fc.option(fc.tuple(fc.constantFrom('run', 'n'), fc.oneof(fc.integer(), fc.double(), odd)), { freq: 1 }),
    spoiled,
  },
  { noNullPrototype: true },
);

test('no job makes a sender or planner fail, touches a shard that is not its own, sends twice, or keeps a broadcast from its end', async () => {
  await fc.assert(
    fc.asyncProperty(some(job), async (jobs) => {
      const world = await openWorld(PEOPLE, 2);
      const ids = { [TENANT]: await world.create(TENANT, 'one'), [OTHER]: await world.create(OTHER, 'two') };
      const delivers = await deliverJobs(world, ids);
      const plans = Object.entries(ids).flatMap(([tenant, broadcast]) =>
        (['plan', 'sweep'] as const).map((what): PlanJob => ({ do: what, tenant, broadcast, run: 1 })),
      );
      const all: readonly (DeliverJob | PlanJob)[] = [...delivers, ...plans];
      for (const { of, wrong, foreign, number, spoiled } of jobs) {
        const other = foreign && (all[foreign[1] % all.length] as unknown as Record<string, unknown>);
        const changed = {
          ...all[of % all.length],
          ...(foreign && other?.[foreign[0]] !== undefined && { [foreign[0]]: other[foreign[0]] }),
          ...(number && { [number[0]]: number[1] }),
        };
        const message = handed(spoil(JSON.stringify(wrong.reduce(mutate, changed)) ?? '', spoiled));
        const parsed = parseDeliverJob(message);
        const mine = delivers.some((one) => isSame(one, parsed));
        const writes = world.written.length;
        await world.settle(take(world, message));
        const touched = world.written.slice(writes).filter(({ table }) => table === 'deliveries');
        if (!mine) assert.deepEqual(touched, []);
        else assert.ok(touched.every(({ partition }) => partition === parsed!.broadcast));
        checkNobodyTwice(world);
      }
      const errors: unknown[] = [];
      const haveEnded = async () =>
        (await Promise.all(Object.entries(ids).map(([tenant, id]) => readBroadcast(world.context, tenant, id)))).every(
          (one) => one?.endedAt !== undefined,
        );
      world.start((error) => errors.push(error));
      assert.ok(await world.until(10, haveEnded), 'It does not end.');
      assert.deepEqual(errors, []);
      for (const [tenant, id] of Object.entries(ids)) {
        const { end } = (await readBroadcast(world.context, tenant, id))!;
        assert.deepEqual([end?.status, end?.counts.delivered], ['completed', PEOPLE]);
        for (let i = 0; i < PEOPLE; i++) assert.equal(world.received(tenant, world.user(i)), 1);
      }
    }),
    runs(BATCH),
  );
});

/** As the functions `deliver` and `plan` do, whichever queue it came on. */
async function take({ context }: World, message: unknown): Promise<void> {
  const deliverJob = parseDeliverJob(message);
  if (deliverJob) await deliver(context, deliverJob);
  const planJob = parsePlanJob(message);
  if (planJob) await (planJob.do === 'plan' ? plan : sweep)(context, planJob);
}

async function deliverJobs({ storage }: World, ids: Readonly<Record<string, string>>): Promise<DeliverJob[]> {
  const jobs: DeliverJob[] = [];
  for (const [tenant, broadcast] of Object.entries(ids)) {
    const { rows } = await storage.tables.deliveries.range(broadcast, allShards);
    for (const { key, values } of rows) {
      jobs.push({ tenant, broadcast, run: Number(values['run']), n: Number(values['n']), key: key.slice(1) });
    }
  }
  return jobs;
}

const isSame = (a: DeliverJob, b: DeliverJob | undefined): boolean =>
  (['tenant', 'broadcast', 'run', 'n', 'key'] as const).every((name) => a[name] === b?.[name]);

function checkNobodyTwice(world: World): void {
  for (const tenant of [TENANT, OTHER]) {
    for (let i = 0; i < PEOPLE; i++) assert.ok(world.received(tenant, world.user(i)) <= 1, 'Somebody was told twice.');
  }
}

test('what the queues gave up goes back to them, whatever it is, and makes no plan of what is none', async () => {
  await fc.assert(
    fc.asyncProperty(some(job), async (jobs) => {
      const world = await openWorld(2, 2);
      const good: PlanJob = { do: 'plan', tenant: TENANT, broadcast: await world.create(TENANT, 'one'), run: 1 };
      const { poison, queues, tables } = world.context;
      const stray: PlanJob = { ...good, broadcast: '7'.repeat(26) };
      for (const { of, wrong, spoiled } of jobs) {
        const text = spoil(JSON.stringify(wrong.reduce(mutate, of % 2 === 0 ? good : stray)) ?? '', spoiled);
        if (typeof text === 'string' && isStorable(text)) await poison.plan.put(text);
      }
      await world.settle(redrivePoison(world.context));
      assert.deepEqual(await poison.plan.take(32, 0), []);
      const back = await queues.plan.take(32, 0);
      for (const { text } of back) {
        const parsed = parsePlanJob(text);
        if (!parsed || parsed.broadcast === good.broadcast) continue;
        assert.equal(await tables.deliveries.read(parsed.broadcast, 'plan'), undefined);
      }
    }),
    { numRuns: 300 },
  );
});

/** What could have been on a queue at all. */
function isStorable(text: string): boolean {
  try {
    checkMessage(text);
    return true;
  } catch {
    return false;
  }
}
