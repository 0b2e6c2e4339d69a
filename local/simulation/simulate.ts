import { viewOf } from '../../shared/api/view.ts';
import { userKey } from '../../shared/audience/conversation.ts';
import type { Context } from '../../shared/context.ts';
import { Problem } from '../../shared/errors.ts';
import { cancelBroadcast } from '../../shared/lifecycle/cancel.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { readBroadcastNow } from '../../shared/lifecycle/reading.ts';
import type { OnUncertain } from '../../shared/shard/wave.ts';
import { StorageUnavailable } from '../../shared/storage/table.ts';
import { memoryQueue } from '../memory/memory-queue.ts';
import { memoryTable } from '../memory/memory-table.ts';
import { checkEnd, checkPoll, checkSends } from './checks.ts';
import { Machine } from './machine.ts';
import { between, chanceOf, oneOf } from './random.ts';
import { runApp, type Storage, simulatedContext } from './simulated-app.ts';
import { People } from './simulated-people.ts';
import { VirtualTime } from './virtual-time.ts';
import { fair, foul, type Weather } from './weather.ts';

const TENANT = '11111111-2222-4333-8444-555555555555';
const MINUTE = 60_000;
/** Faults end after this much virtual time; what is sent by then is sent in foul weather. */
const FOUL = 4 * MINUTE;
/** After the faults everything must have ended within this: the longest hidden message, and some revivals. */
const PATIENCE = 30 * MINUTE;

/** What one seed came to. */
export interface Outcome {
  readonly seed: number;
  /** What was broken, in sentences; empty when all promises held. */
  readonly broken: readonly string[];
  readonly recipients: number;
  readonly crashes: number;
  readonly uncertain: number;
  /** What happened, in order: for a reader. */
  readonly timeline: readonly string[];
}

/** How a run may be made different from the product, to see that the checks notice. */
export interface Twist {
  /** Another storage in place of the real one. */
  readonly storage?: (storage: Storage) => Storage;
  readonly weather?: Weather;
}

/** Runs one random schedule of one broadcast, and checks the promises throughout. */
export async function simulate(seed: number, twist: Twist = {}): Promise<Outcome> {
  const chance = chanceOf(seed);
  const time = new VirtualTime(Date.UTC(2026, 0, 1));
  const start = time.now;
  let weather = twist.weather ?? foul(chance);
  const storageWeather = weather.storage;
  const forecast = () => weather;
  const now = () => time.now;
  const real: Storage = {
    tables: {
      conversations: memoryTable(now),
      broadcasts: memoryTable(now),
      deliveries: memoryTable(now),
      gates: memoryTable(now),
    },
    queues: { deliver: memoryQueue(now), plan: memoryQueue(now), broadcasts: memoryQueue(now) },
  };
  const storage = twist.storage?.(real) ?? real;
  const people = new People(Math.floor(between(chance, 1, 160)));
  const settings = { rate: oneOf(chance, [5, 20, 45]), shardSize: oneOf(chance, [3, 10, 25]) };
  const onUncertain: OnUncertain = chance() < 0.5 ? 'hold' : 'retry';
  const broken: string[] = [];
  const timeline: string[] = [];
  const note = (what: string) => timeline.push(`${((time.now - start) / 1000).toFixed(3).padStart(9)} s  ${what}`);

  const skipped = new Set<string>();
  for (const id of people.ids) {
    const state = chance() < 0.03 ? 'removed' : 'active';
    if (state === 'removed') skipped.add(id);
    if (state === 'active' && chance() < 0.03) people.uninstall(id);
    const conversation = chance() < 0.1 ? undefined : people.conversation(id);
    if (conversation && chance() < 0.05) people.forget(id);
    await real.tables.conversations.write(TENANT, [
      { do: 'put', key: userKey(id), values: { v: 1, state, stateAt: 0, at: 0, conversation } },
    ]);
  }
  const registered = { v: 1, serviceUrl: 'https://teams.example/', serviceUrlAt: 0, seenAt: 0 };
  await real.tables.conversations.write('tenants', [{ do: 'put', key: TENANT, values: registered }]);

  let crashes = 0;
  const machines: Machine[] = [];
  const contexts: Context[] = [];
  const boot = (slot: number) => {
    const machine = new Machine(`machine ${slot}`, time, chance, between(chance, -300, 300));
    const log: Context['log'] = (level, event, fields) => {
      note(`${machine.name}: ${event} ${JSON.stringify(fields ?? {})}`);
      const mayFail = event === 'watch-failed' || event === 'planning-not-started';
      if (level === 'error' && mayFail && !String(fields?.['error']).includes('StorageUnavailable')) {
        broken.push(`${event}: ${JSON.stringify(fields)}`);
      }
    };
    const context = simulatedContext(machine, storage, people, forecast, settings, log);
    machines[slot] = machine;
    contexts[slot] = context;
    runApp(machine, context, storage, (error) =>
      broken.push(`exception: ${error instanceof Error ? error.stack : error}`),
    );
    // Who has crashed is started again after a while.
    const supervise = () => {
      if (machine.alive) return time.after(500, supervise);
      crashes++;
      note(`${machine.name} crashed`);
      time.after(between(chance, 1_000, 90_000), () => boot(slot));
    };
    supervise();
  };
  const instances = chance() < 0.3 ? 1 : 2;
  for (let slot = 0; slot < instances; slot++) boot(slot);

  // The author: creates with a key, as often as it takes; looks at times; may cancel.
  const client = new Machine('the author', time, chance, 0);
  let id: string | undefined;
  let canceledAt: number | undefined;
  let lastView: ReturnType<typeof viewOf> | undefined;
  const willCancel = chance() < 0.3;
  const asContext = (): Context | undefined => {
    const slot = Math.floor(chance() * instances);
    return machines[slot]?.alive ? contexts[slot] : undefined;
  };
  /** A call through a process that may die, or not answer: then nobody answers, and one asks again. */
  const ask = <T>(call: (context: Context) => Promise<T>): Promise<T | undefined> =>
    new Promise((resolve) => {
      const context = asContext();
      if (!context) return client.hear(1_000, () => resolve(undefined));
      client.hear(100_000, () => resolve(undefined));
      call(context).then(resolve, (error: unknown) => {
        if (!(error instanceof StorageUnavailable || error instanceof Problem)) {
          broken.push(`exception: ${error instanceof Error ? error.stack : error}`);
        }
        resolve(undefined);
      });
    });
  const request = {
    request: {
      message: { text: 'Hello', textFormat: 'plain' as const },
      audience: { include: [{ type: 'everyone' as const }], exclude: [] },
      onUncertain,
    },
    tenant: TENANT,
    caller: 'author',
    createdBy: 'author',
    idempotencyKey: 'one',
  };
  const author = async (): Promise<void> => {
    const ids = new Set<string>();
    for (let copies = chance() < 0.3 ? 2 : 1; copies > 0; copies--) {
      let created: string | undefined;
      while (created === undefined) {
        created = await ask((context) => createBroadcast(context, request));
        if (created === undefined) await pause(500, 5_000);
      }
      ids.add(created);
      id = created;
    }
    if (ids.size > 1) broken.push(`The same request twice made ${ids.size} broadcasts.`);
    if (willCancel) void cancel();
    for (;;) {
      await look();
      // Once more after late answers have had their time: then the counts must be what they are.
      if (lastView?.endedAt && time.now > start + FOUL) break;
      await pause(1_000, 20_000);
    }
    await pause(3 * MINUTE, 3 * MINUTE);
    lastView = undefined;
    while (!lastView) await look();
  };
  const look = async (): Promise<void> => {
    const view = await ask(async (context) => {
      const reading = await readBroadcastNow(context, TENANT, id!);
      return reading && viewOf(reading, context.now(), context.timing);
    });
    if (!view) return;
    broken.push(...checkPoll(view, lastView, people.ids.length));
    lastView = view;
  };
  const cancel = async (): Promise<void> => {
    await pause(0, (people.ids.length / settings.rate) * 1_500);
    for (;;) {
      const answer = await ask(async (context) => {
        try {
          return (await cancelBroadcast(context, TENANT, id!)) ? 'canceled' : undefined;
        } catch (error) {
          if (error instanceof Problem && error.code === 'broadcast-ended') return 'ended';
          throw error;
        }
      });
      if (answer === 'canceled') {
        canceledAt ??= time.now;
        if (chance() < 0.3) time.after(between(chance, 0, 3_000), loseGate);
      }
      if (answer) return void note(`cancel was answered: ${answer}`);
      await pause(100, 3_000);
    }
  };
  const pause = (low: number, high: number) => client.clock.sleep(between(chance, low, high));

  // People leave in the middle; and once in a while the gate itself is lost.
  for (const user of people.ids)
    if (chance() < 0.03) time.after(between(chance, 0, MINUTE), () => people.uninstall(user));
  const loseGate = () => {
    note('the gate is lost');
    void real.tables.gates.write(TENANT, [{ do: 'delete', key: 'gate' }]);
  };
  if (chance() < 0.2) time.after(between(chance, 0, MINUTE), loseGate);

  let over = false;
  author().then(
    () => {
      over = true;
    },
    (error: unknown) => {
      broken.push(`the author: ${error instanceof Error ? error.stack : error}`);
      over = true;
    },
  );
  time.at(start + FOUL, () => {
    weather = fair;
    note('the weather is fair from now on');
  });
  const ended = await time.run(start + FOUL + PATIENCE, () => over || broken.length > 0);
  if (!ended)
    broken.push(`It has not ended ${PATIENCE / MINUTE} minutes after the faults: ${JSON.stringify(lastView)}`);
  else if (broken.length === 0) {
    const storageWasFair = Object.values(storageWeather).every((share) => share === 0);
    broken.push(
      ...(await checkEnd({
        storage: real,
        people,
        broadcast: id!,
        skipped,
        onUncertain,
        storageWasFair,
        view: lastView!,
      })),
    );
    broken.push(...checkSends(people, canceledAt, settings.rate));
  }
  return {
    seed,
    broken,
    recipients: people.ids.length,
    crashes,
    uncertain: lastView?.counts.uncertain ?? 0,
    timeline,
  };
}
