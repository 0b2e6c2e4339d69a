import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { Problem } from '../../shared/errors/problem.ts';
import { stopTenant } from '../../shared/lifecycle/stop-tenant.ts';
import { EVERYBODY } from '../../shared/pace/blocked.ts';
import { peekGate } from '../../shared/pace/gate-store.ts';
import { turnSendingSwitch } from '../../shared/records/sending-switch.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { OTHER, openWorld, TENANT, type World } from '../fuzz/support/world.ts';

nothingUnhandled();

const PEOPLE = 400;

async function stageOf(people = PEOPLE) {
  const world = await openWorld(people, 20);
  const broadcasts = openBroadcasts(world.context, []);
  const look = (id: string) => world.settle(broadcasts.get(id));
  const told = (tenant = TENANT) =>
    Array.from({ length: people }, (_, i) => world.received(tenant, world.user(i))).reduce((sum, n) => sum + n, 0);
  /** Lets time pass until so many of the tenant have the message. */
  const underWay = async (count: number) => {
    while (told() < count) await world.settle(world.context.clock.sleep(100));
  };
  return { world, broadcasts, look, told, underWay };
}

const loseGate = ({ context }: World) => context.tables.gates.write(TENANT, [{ do: 'delete', key: 'gate' }]);

test('nothing of a stopped tenant is sent but what was reserved before, and all of it after it is started', async () => {
  const { world, broadcasts, look, told, underWay } = await stageOf();
  const id = await world.create(TENANT, 'hello');
  world.start(assert.ifError);
  await underWay(50);
  const stopped = await world.settle(broadcasts.stopTenant(TENANT, 'Ada', 'A pipeline runs in circles'));
  const { sending, by, reason, broadcasts: waiting } = stopped;
  assert.deepEqual([sending, by, reason, waiting], ['stopped', 'Ada', 'A pipeline runs in circles', 1]);
  const before = told();
  await world.until(10, async () => false);
  const late = told() - before;
  assert.ok(late <= 2 * world.context.rate, `${late} were sent after the answer`);
  const { status, problem, counts } = await look(id);
  assert.deepEqual([status, problem?.code, counts.sending], ['paused', 'tenant-stopped', 0]);
  assert.ok(counts.pending > 0);

  const started = await world.settle(broadcasts.startTenant(TENANT, 'Bob'));
  assert.deepEqual([started.sending, started.by, started.reason], ['on', 'Bob', null]);
  assert.ok(await world.until(1, async () => (await broadcasts.get(id)).endedAt !== null));
  assert.equal((await look(id)).counts.delivered, PEOPLE);
  assert.equal(told(), PEOPLE);
});

test('another tenant goes on', async () => {
  const { world, broadcasts, look } = await stageOf();
  await world.settle(broadcasts.stopTenant(TENANT, 'Ada', undefined));
  const ids = [await world.create(TENANT, 'hello'), await world.create(OTHER, 'hello')];
  world.start(assert.ifError);
  assert.ok(await world.until(2, async () => (await broadcasts.get(ids[1]!)).endedAt !== null));
  assert.equal((await look(ids[0]!)).counts.delivered, 0);
});

test('what is created while a tenant is stopped is taken, planned, and waits', async () => {
  const { world, broadcasts, look, told } = await stageOf();
  await world.settle(broadcasts.stopTenant(TENANT, 'Ada', undefined));
  world.start(assert.ifError);
  const id = await world.create(TENANT, 'hello');
  assert.ok(await world.until(2, async () => (await broadcasts.get(id)).planned));
  await world.until(5, async () => false);
  assert.deepEqual([(await look(id)).status, told()], ['paused', 0]);
  assert.ok(world.storage.queues.deliver.length + world.storage.queues.plan.length <= 8, 'Jobs pile up.');
  assert.ok(world.logged.filter(({ event }) => event === 'revived').length === 0, 'It is revived over and over.');
  await world.settle(broadcasts.startTenant(TENANT, 'Ada'));
  assert.ok(await world.until(1, async () => (await broadcasts.get(id)).outcome === 'all'));
});

test('a tenant stays stopped though its gate gets lost', async () => {
  const { world, broadcasts, told, underWay } = await stageOf();
  await world.create(TENANT, 'hello');
  world.start(assert.ifError);
  await underWay(50);
  await world.settle(broadcasts.stopTenant(TENANT, 'Ada', undefined));
  await loseGate(world);
  await world.settle(world.context.clock.sleep(world.context.timing.tokenLife));
  const before = told();
  await world.until(5, async () => false);
  assert.equal(told(), before);
});

test('a broadcast of a stopped tenant can be canceled, and ends', async () => {
  const { world, broadcasts, look, told } = await stageOf();
  await world.settle(broadcasts.stopTenant(TENANT, 'Ada', undefined));
  const id = await world.create(TENANT, 'hello');
  world.start(assert.ifError);
  assert.equal((await world.settle(broadcasts.cancel(id))).problem, null);
  assert.ok(await world.until(2, async () => (await broadcasts.get(id)).status === 'canceled'));
  await world.settle(broadcasts.startTenant(TENANT, 'Ada'));
  await world.until(2, async () => false);
  const { audience, canceled } = (await look(id)).counts;
  assert.deepEqual([told(), canceled], [0, audience]);
});

test('who stopped first is who is shown; stopped and started by two at the same instant, it is done once', async () => {
  const { world, broadcasts } = await stageOf(40);
  const id = await world.create(TENANT, 'hello');
  const stop = (by: string) => broadcasts.stopTenant(TENANT, by, `${by}’s reason`);
  const [one, two] = await world.settle(Promise.all([stop('Ada'), stop('Bob')]));
  assert.deepEqual(one, two);
  assert.deepEqual(await world.settle(stop('Carol')), one);
  const start = (by: string) => broadcasts.startTenant(TENANT, by);
  const before = world.storage.queues.deliver.length;
  const [three, four] = await world.settle(Promise.all([start('Ada'), start('Bob')]));
  assert.deepEqual(three, four);
  assert.ok(world.storage.queues.deliver.length - before <= 4, 'It was woken twice.');
  world.start(assert.ifError);
  assert.ok(await world.until(1, async () => (await broadcasts.get(id)).outcome === 'all'));
});

test('a start that was cut short after its first write is finished by the watcher', async () => {
  const { world, broadcasts } = await stageOf(40);
  const id = await world.create(TENANT, 'hello');
  await world.settle(broadcasts.stopTenant(TENANT, 'Ada', undefined));
  await turnSendingSwitch(world.context, TENANT, { stopped: false, at: world.time.now, by: 'Ada' });
  world.start(assert.ifError);
  assert.ok(await world.until(3, async () => (await broadcasts.get(id)).outcome === 'all'));
});

test('a stop that was cut short after its first write is finished by the watcher', async () => {
  const { world, told } = await stageOf(2_000);
  await world.create(TENANT, 'hello');
  await world.create(TENANT, 'hello again');
  await world.create(TENANT, 'and again');
  const values = { stopped: true, at: world.time.now, by: 'Ada' };
  await turnSendingSwitch(world.context, TENANT, values);
  world.start(assert.ifError);
  const isClosed = async () => (await peekGate(world.context, TENANT))?.blocked[EVERYBODY] !== undefined;
  assert.ok(await world.until(30, isClosed));
  assert.ok(told() < 6_000, 'All had been sent by then.');
});

test('a stop is not answered unless the gate has been told', async () => {
  const { world, broadcasts } = await stageOf(40);
  const { gates } = world.context.tables;
  const { write } = gates;
  gates.write = async () => ({ outcome: 'unanswered', cause: 'time-out' });
  const stop = world.settle(broadcasts.stopTenant(TENANT, 'Ada', undefined));
  await assert.rejects(stop, (error) => error instanceof Problem && error.code === 'stop-unconfirmed');
  gates.write = write;
  await world.settle(broadcasts.stopTenant(TENANT, 'Bob', undefined));
  const gate = await world.settle(peekGate(world.context, TENANT));
  assert.ok(gate?.blocked[EVERYBODY]);
});

test('a switch whose record is damaged holds everything until it is turned', async () => {
  const { world, broadcasts, told } = await stageOf(40);
  await world.settle(stopTenant(world.context, TENANT, 'Ada', undefined));
  await world.settle(broadcasts.startTenant(TENANT, 'Ada'));
  const values = { v: 1, stopped: 'perhaps' };
  await world.context.tables.broadcasts.write(TENANT, [{ do: 'put', key: 'switch', values }]);
  await loseGate(world);
  const id = await world.create(TENANT, 'hello');
  world.start(assert.ifError);
  await world.until(2, async () => false);
  assert.deepEqual([told(), (await world.settle(broadcasts.tenant(TENANT))).sending], [0, 'stopped']);
  await world.settle(broadcasts.startTenant(TENANT, 'Ada'));
  assert.ok(await world.until(2, async () => (await broadcasts.get(id)).outcome === 'all'));
});

test('a tenant that nobody has heard of can be neither stopped nor started', async () => {
  const { world, broadcasts } = await stageOf(1);
  const slip = TENANT.replace('1', '2');
  const writes = world.written.length;
  for (const act of [() => broadcasts.stopTenant(slip, 'Ada', undefined), () => broadcasts.startTenant(slip, 'Ada')]) {
    await assert.rejects(world.settle(act()), (error) => error instanceof Problem && error.code === 'tenant-not-found');
  }
  assert.equal(world.written.length, writes);
});
