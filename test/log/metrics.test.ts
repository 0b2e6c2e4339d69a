import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellQueueAges } from '../../shared/lifecycle/queue-ages.ts';
import { makeRound } from '../../shared/lifecycle/round.ts';
import { readShard, writeShard } from '../../shared/shard/shard-store.ts';
import { claim } from '../../shared/shard/wave.ts';
import type { TeamsAnswer } from '../../shared/teams/teams.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld, TENANT, type World } from '../fuzz/support/world.ts';
import { steeringStage } from '../lifecycle/steering-stage.ts';

nothingUnhandled();

const PEOPLE = 300;

type Stage = Awaited<ReturnType<typeof steeringStage>>;
type Steer = (stage: Stage, id: string) => Promise<unknown>;

const linesOf = ({ logged }: Pick<World, 'logged'>, event: string) =>
  logged.filter((line) => line.event === event).map(({ fields }) => fields);
const sumOf = (lines: readonly Readonly<Record<string, unknown>>[], field: string) =>
  lines.reduce((sum, line) => sum + Number(line[field]), 0);

/** An app that sends to everybody, and a Teams that answers some requests otherwise. */
async function sent(answerOf: (nth: number) => TeamsAnswer | undefined) {
  const stage = await steeringStage(PEOPLE, 50, () => ({}));
  const { send } = stage.context.teams;
  let asked = 0;
  stage.context.teams.send = async (to, activity) => {
    const answer = answerOf(asked++);
    // Ten requests are on their way by the time the first is answered.
    await stage.context.clock.sleep(500);
    return answer ?? (await send(to, activity));
  };
  const id = await stage.send();
  assert.ok(await stage.ended(id, 30));
  const { counts } = await stage.look(id);
  return { world: stage.world, id, counts };
}

test('the lines of shards add up to the counts of the broadcast, reasons included', async () => {
  const { world, id, counts } = await sent((nth) => {
    if (nth % 20 === 3) return { kind: 'refused', status: 403, code: 'BotNotInConversationRoster' };
    if (nth % 50 === 7) return { kind: 'unanswered', cause: 'timeout' };
    return undefined;
  });
  const lines = linesOf(world, 'shard-worked');
  assert.ok(lines.length >= PEOPLE / 50 && lines.length <= 2 * (PEOPLE / 50), `${lines.length} lines`);
  const { delivered, failed, uncertain } = counts;
  assert.ok(failed > 0 && uncertain > 0);
  const sums = ['delivered', 'failed', 'uncertain'].map((field) => sumOf(lines, field));
  assert.deepEqual(sums, [delivered, failed, uncertain]);
  const reasons = lines.map((line) => line['reasons'] as Record<string, number>);
  assert.equal(
    reasons.reduce((sum, one) => sum + (one['app-uninstalled'] ?? 0), 0),
    failed,
  );
  assert.ok(lines.every((line) => line['broadcast'] === id && line['tenant'] === TENANT && Number(line['ms']) >= 0));
  const [ended] = linesOf(world, 'broadcast-ended');
  assert.deepEqual([ended?.['delivered'], ended?.['failed'], ended?.['status']], [delivered, failed, 'completed']);
});

for (const whose of ['whoever goes on with it', 'the sweep of a cancel']) {
  test(`who was being sent by a process that died is in the lines as uncertain: by ${whose}`, async () => {
    const stage = await steeringStage(PEOPLE, 50, () => ({}));
    const { context, world } = stage;
    const { take } = context.queues.deliver;
    context.queues.deliver.take = async () => [];
    const id = await stage.send();
    await stage.wait(1);
    const first = { broadcast: id, key: world.user(49) };
    const shard = (await readShard(context, first))!;
    assert.ok(await writeShard(context, id, shard, claim(shard, [0, 1, 2], 'one that died', context.now())));
    if (whose === 'the sweep of a cancel') await world.settle(stage.broadcasts.cancel(id));
    context.queues.deliver.take = take;
    assert.ok(await stage.ended(id, 10));
    const { counts } = await stage.look(id);
    const lines = linesOf(world, 'shard-worked');
    assert.equal(counts.uncertain, 3);
    assert.deepEqual([sumOf(lines, 'uncertain'), sumOf(lines, 'delivered')], [3, counts.delivered]);
    assert.deepEqual(lines.find(({ uncertain }) => uncertain === 3)?.['reasons'], { 'sender-crashed': 3 });
  });
}

test('an episode of 429 is one line, however many answers say so, and each answer is counted', async () => {
  const { world, counts } = await sent((nth) =>
    nth >= 60 && nth < 70 ? { kind: 'refused', status: 429, retryAfter: 30_000 } : undefined,
  );
  assert.equal(counts.delivered, PEOPLE);
  const [episode, ...others] = linesOf(world, 'throttled');
  assert.deepEqual(others, []);
  const { tenant, retryAfter, pause, rate } = episode ?? {};
  assert.deepEqual([tenant, retryAfter], [TENANT, 30_000]);
  assert.ok(Number(pause) >= 30_000 && Number(pause) < 35_000 && Number(rate) > 0 && Number(rate) <= 45);
  // A wait of so long is waited on the queue: several jobs have worked on a shard.
  const lines = linesOf(world, 'shard-worked');
  assert.ok(lines.length > PEOPLE / 50);
  assert.deepEqual([sumOf(lines, 'throttled'), sumOf(lines, 'delivered')], [10, PEOPLE]);
});

test('a Teams that answers nobody is one line for each pause, which doubles', async () => {
  const { world } = await sent((nth) => (nth >= 60 && nth < 80 ? { kind: 'unanswered', cause: 'timeout' } : undefined));
  const lines = linesOf(world, 'teams-unreachable');
  assert.ok(lines.length >= 1 && lines.every((line) => line['tenant'] === TENANT && Number(line['pause']) >= 10_000));
});

test('a broadcast on which nothing comes of its jobs for five minutes is called stalled, and not before', async () => {
  const stage = await steeringStage(PEOPLE, 50, () => ({}));
  const { context, world } = stage;
  // What a function does for which nobody is woken: its jobs are put there, and nobody takes them.
  const taken = context.queues.deliver.take;
  context.queues.deliver.take = async () => [];
  const id = await stage.send();
  await stage.wait(5);
  assert.ok(linesOf(world, 'revived').length >= 3);
  assert.deepEqual(linesOf(world, 'broadcast-stalled'), []);
  await stage.wait(3);
  const [stalled] = linesOf(world, 'broadcast-stalled');
  assert.deepEqual([stalled?.['broadcast'], stalled?.['tenant']], [id, TENANT]);
  assert.ok(Number(stalled?.['seconds']) >= 300);
  context.queues.deliver.take = taken;
  assert.ok(await stage.ended(id, 10));
});

test('so is one whose plan nobody goes on with', async () => {
  const stage = await steeringStage(PEOPLE, 50, () => ({}));
  const { context, world } = stage;
  context.queues.plan.take = async () => [];
  const id = await stage.send();
  await stage.wait(9);
  const [stalled] = linesOf(world, 'broadcast-stalled');
  assert.deepEqual([stalled?.['broadcast'], stalled?.['chains']], [id, ['plan']]);
});

test('a broadcast that waits for somebody is not stalled', async () => {
  const stage = await steeringStage(PEOPLE, 50, () => ({}));
  const id = await stage.send();
  await stage.world.settle(stage.broadcasts.pause(id, 'Ada'));
  await stage.wait(60);
  assert.deepEqual(linesOf(stage.world, 'broadcast-stalled'), []);
});

const holds: readonly [string, Steer, Steer][] = [
  ['a pause', (stage, id) => stage.broadcasts.pause(id, 'Ada'), (stage, id) => stage.broadcasts.resume(id)],
  [
    'a stop of its tenant',
    (stage) => stage.broadcasts.stopTenant(TENANT, 'Ada', undefined),
    (stage) => stage.broadcasts.startTenant(TENANT, 'Ada'),
  ],
];
for (const [by, hold, goOn] of holds) {
  test(`how long ${by} was is no standstill once it goes on, whoever looks first`, async () => {
    const stage = await steeringStage(PEOPLE, 50, () => ({}));
    const { world } = stage;
    const id = await stage.send();
    while (stage.got.length < 60) await world.settle(stage.context.clock.sleep(100));
    await world.settle(hold(stage, id));
    await stage.wait(60);
    await world.settle(goOn(stage, id));
    await stage.look(id);
    assert.ok(await stage.ended(id, 10));
    assert.deepEqual(linesOf(world, 'broadcast-stalled'), []);
  });
}

test('an idle app says every five minutes that its watcher wakes, whatever it is woken in between', async () => {
  const world = await openWorld(1, 1);
  const { context, settle } = world;
  const minutes: number[] = [];
  for (let minute = 0; minute < 20; minute++) {
    await settle(makeRound(context));
    if (linesOf(world, 'watcher-awake').length > minutes.length) minutes.push(minute);
    await world.pass(60_000);
  }
  assert.deepEqual(minutes, [0, 5, 10, 15]);
});

test('how long a job waits at the door is told; of our own queues, from when it was seen to wait', async () => {
  const world = await openWorld(1, 1);
  const { context, settle } = world;
  const look = async (ms: number) => {
    await world.pass(ms);
    await settle(tellQueueAges(context, ['broadcasts', 'deliver', 'plan']));
    return linesOf(world, 'queue-age').splice(0);
  };
  assert.deepEqual(await look(30_000), []);
  await context.queues.broadcasts.put('a job of a program');
  await context.queues.deliver.put('a job for later', 60_000);
  assert.deepEqual(await look(30_000), [{ queue: 'broadcasts', seconds: 30 }]);
  // It could not be taken before, so it has not waited, whenever it was put.
  assert.deepEqual((await look(60_000)).slice(1), [{ queue: 'broadcasts', seconds: 90 }]);
  assert.deepEqual((await look(120_000)).slice(2), [
    { queue: 'broadcasts', seconds: 210 },
    { queue: 'deliver', seconds: 120 },
  ]);
});
