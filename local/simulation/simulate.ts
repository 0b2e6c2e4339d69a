import { MemoryTeams } from '../memory/memory-teams.ts';
import { Author } from './cast/author.ts';
import { killAll, letNatureAct } from './cast/nature.ts';
import { operate } from './cast/operator.ts';
import { movePeople, settlePeople } from './cast/population.ts';
import { AuditWatch } from './checks/audit-watch.ts';
import { BroadcastWatch } from './checks/broadcast-watch.ts';
import { checkForgotten } from './checks/forgotten.ts';
import { GuardWatch } from './checks/guard-watch.ts';
import { checkLanes } from './checks/lanes.ts';
import { checkGate } from './checks/left-behind.ts';
import { checkRecovery } from './checks/recovery.ts';
import { SendWatch } from './checks/send-watch.ts';
import { ShardWatch } from './checks/shard-watch.ts';
import { checkSpeed } from './checks/speed.ts';
import { checkTold } from './checks/told.ts';
import { ToldWatch } from './checks/told-watch.ts';
import { type Broken, Verdicts } from './checks/verdicts.ts';
import { draw } from './draw-scenario.ts';
import { Fleet } from './fleet.ts';
import type { Kind } from './kinds.ts';
import { withDrafts, withPrecautions } from './precautions.ts';
import { provoke } from './provocations.ts';
import { asideOf, besideOf, between, chanceOf } from './random.ts';
import { Witness } from './reach/witness.ts';
import { type Scenario, storageIsFair } from './scenario.ts';
import { openStorage } from './storage.ts';
import { struckBy } from './strikes.ts';
import { TENANT } from './tenant.ts';
import { Timeline } from './timeline.ts';
import { latest } from './times.ts';
import { VirtualTime } from './virtual-time.ts';
import { fair } from './weather.ts';
import { FOUL, MINUTE, userId, type World } from './world.ts';

/** After the faults everything must have ended within this: the longest pause of a storm, and some revivals. */
const PATIENCE = 15 * MINUTE;
/** … or this, where a job is on a queue: what a machine had taken when it died stays hidden for ten minutes, each time. */
const QUEUE_PATIENCE = 40 * MINUTE;

/** What one seed came to. */
export interface Outcome {
  readonly seed: number;
  readonly scenario: Scenario;
  /** What was broken; empty when all promises held. */
  readonly broken: readonly Broken[];
  readonly figures: {
    readonly recipients: number;
    readonly posts: number;
    readonly crashes: number;
    readonly uncertain: number;
    /** From the end of the faults to the end of all broadcasts, ms. */
    readonly recovery: number;
    readonly silence: number;
    /** From the first request to Teams to the last, ms, and how many there were. */
    readonly sending: number;
    readonly requests: number;
    readonly throttled: number;
    /** Requests to storage until all had ended, the host's own among them. */
    readonly operations: number;
  };
  /** What happened, in order: for a reader. */
  readonly timeline: readonly string[];
}

/**
 * Runs one random schedule, and checks the promises throughout.
 * @param only a scenario of this kind, and of no other
 */
export async function simulate(seed: number, only?: Kind): Promise<Outcome> {
  const chance = chanceOf(seed);
  const beside = besideOf(seed);
  const drawn = withDrafts(withPrecautions(draw(chance, beside, only), beside), asideOf(seed));
  return await run(seed, provoke(drawn, beside), chance);
}

/** Runs one scenario, and checks the promises throughout. */
export async function run(seed: number, scenario: Scenario, chance: World['chance']): Promise<Outcome> {
  const world = await makeWorld(scenario, chance);
  const { time, start, verdicts, timeline } = world;
  timeline.note(`${JSON.stringify(scenario)}`);
  movePeople(world);
  letNatureAct(world);
  operate(world);
  const authors = Promise.all(scenario.undertakings.map((undertaking) => new Author(world, undertaking).act()));
  let over = false;
  authors.then(
    () => {
      over = true;
    },
    (error: unknown) => verdicts.blame('bad-answer', error instanceof Error ? `${error.stack}` : String(error)),
  );
  time.at(start + FOUL, () => timeline.note('the weather is fair from now on'));
  const queued = scenario.undertakings.some(({ door }) => door === 'queue');
  const waits = Math.max(...scenario.undertakings.map(({ times }) => latest(times)));
  const patience = (queued ? QUEUE_PATIENCE : PATIENCE) + waits;
  // A large broadcast takes its time.
  const slowest = Math.min(...scenario.undertakings.map(({ maxRate }) => maxRate ?? scenario.rate));
  const sending = (2_000 * scenario.people) / slowest;
  await time.run(start + FOUL + patience + sending, () => over || verdicts.broken.length > 0);
  const figures = figuresOf(world);
  if (over) {
    checkRecovery(world);
    checkSpeed(world);
    checkLanes(world);
    await checkTold(world);
    world.guarded.checkLeft(world.broadcasts, world.witness);
    await checkGate(world);
    await world.audited.check(world.storage.audit, storageIsFair(scenario));
    await checkForgotten(world);
  } else if (verdicts.broken.length === 0) verdicts.blame('stuck', `${patience / MINUTE} minutes after the faults`);
  return { seed, scenario, broken: verdicts.broken, figures, timeline: timeline.lines };
}

/**
 * A world before anything happens in it.
 * @param foulFor faults end after so long, ms
 */
export async function makeWorld(scenario: Scenario, chance: World['chance'], foulFor = FOUL): Promise<World> {
  // Timers come at full minutes: a schedule begins anywhere in one.
  const time = new VirtualTime(Date.UTC(2026, 0, 1) + Math.floor(between(chance, 0, 60_000)));
  const start = time.now;
  const now = () => time.now;
  const verdicts = new Verdicts();
  const timeline = new Timeline(now);
  const shards = new ShardWatch(verdicts, now);
  const broadcasts = new BroadcastWatch(verdicts);
  const told = new ToldWatch(verdicts);
  const audited = new AuditWatch(verdicts);
  const guarded = new GuardWatch(verdicts, scenario, now);
  broadcasts.onEnd = (ended) => {
    told.ended(ended);
    dieAtEnd();
  };
  broadcasts.onCreated = (text, created) => guarded.created(text, created);
  broadcasts.onReleased = (text) => guarded.released(text);
  const watch = { broadcasts: broadcasts.onWrite, deliveries: shards.onWrite, audit: audited.onWrite };
  const storage = openStorage(now, watch);
  const users = Array.from({ length: scenario.people + scenario.joining }, (_, i) => userId(i));
  const witness = new Witness(new MemoryTeams({ users: new Set(users), tenant: TENANT, now }));
  const sends = new SendWatch(verdicts, scenario, witness, shards, broadcasts);
  const forecast = () =>
    time.now < start + foulFor ? struckBy(scenario.weather, scenario.strikes, time.now - start) : fair;
  const ground = {
    scenario,
    time,
    chance,
    forecast,
    storage,
    witness,
    onlooker: sends,
    told,
    audited,
    verdicts,
    timeline,
  };
  const fleet = new Fleet(ground);
  const world = { ...ground, start, fleet, users, shards, broadcasts, sends, guarded };
  let mayDie = scenario.diesAtEnd === true;
  const dieAtEnd = () => {
    if (mayDie) killAll(world);
    mayDie = false;
  };
  broadcasts.onWork = (isThere) => {
    if (isThere) return witness.expectProgress(time.now);
    witness.rest();
    fleet.countWork();
  };
  await settlePeople(world);
  return world;
}

function figuresOf({ time, start, scenario, fleet, witness, shards, broadcasts }: World): Outcome['figures'] {
  const ids = scenario.undertakings.flatMap(({ text }) => broadcasts.idsOf(text));
  const deliveries = ids.flatMap((id) => [...shards.deliveries(id).values()]);
  return {
    recipients: deliveries.length,
    posts: witness.posts.length,
    crashes: fleet.ends.crashes,
    uncertain: deliveries.filter(({ state }) => state === 'uncertain').length,
    recovery: Math.max(0, time.now - start - FOUL),
    silence: witness.silence.longest,
    sending: (witness.requests.at(-1)?.at ?? 0) - (witness.requests[0]?.at ?? 0),
    requests: witness.requests.length,
    throttled: witness.throttled,
    operations: fleet.operations,
  };
}
