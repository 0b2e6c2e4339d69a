import { memoryQueue } from '../../../local/memory/memory-queue.ts';
import { memoryTable } from '../../../local/memory/memory-table.ts';
import { runHost } from '../../../local/simulation/app/host.ts';
import { Machine } from '../../../local/simulation/machine.ts';
import { chanceOf } from '../../../local/simulation/random.ts';
import type { Storage } from '../../../local/simulation/storage.ts';
import { VirtualTime } from '../../../local/simulation/virtual-time.ts';
import { fair } from '../../../local/simulation/weather.ts';
import { openBroadcasts } from '../../../shared/api/broadcasts.ts';
import { TENANTS, userKey } from '../../../shared/audience/conversation.ts';
import type { TimesRequest } from '../../../shared/broadcast/parse-times.ts';
import type { Context } from '../../../shared/context.ts';
import { createBroadcast } from '../../../shared/lifecycle/create.ts';
import { onePaceEach } from '../../../shared/pace/paces.ts';
import { timing } from '../../../shared/pace/timing.ts';
import { appendOnly } from '../../../shared/storage/append-only.ts';
import type { Table } from '../../../shared/storage/table.ts';

export const TENANT = '11111111-2222-4333-8444-555555555555';
export const OTHER = '99999999-2222-4333-8444-555555555555';

/** One write that storage took. */
export interface Written {
  readonly table: keyof Context['tables'];
  readonly partition: string;
  readonly key: string;
  readonly how: string;
}

/** The product on storage in memory, with a Teams that counts, under a clock that moves only when it is told to. */
export interface World {
  readonly context: Context;
  readonly time: VirtualTime;
  readonly storage: Storage;
  readonly written: readonly Written[];
  readonly logged: readonly { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
  /** How often somebody got a message, by `tenant/user`. */
  received(tenant: string, user: string): number;
  /** Users of a tenant by number, in the order of their ids. */
  user(i: number): string;
  /** Lets so much time pass, ms, whether anything happens in it or not. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until a promise is settled. */
  settle<T>(promise: Promise<T>): Promise<T>;
  /** Starts the app's triggers. */
  start(onError: (error: unknown) => void): void;
  /** Lets time pass until `done`, or for so many minutes. @returns whether it was done */
  until(minutes: number, done: () => Promise<boolean>): Promise<boolean>;
  /** @param times when it may be sent */
  create(tenant: string, text: string, times?: TimesRequest): Promise<string>;
}

/**
 * @param people of each tenant, all with a chat
 * @param tenants that were heard from
 */
export async function openWorld(people: number, shardSize: number, tenants = [TENANT, OTHER]): Promise<World> {
  const time = new VirtualTime(Date.UTC(2026, 0, 1));
  const now = () => time.now;
  const machine = new Machine('one', time, chanceOf(1), 0);
  const written: Written[] = [];
  const logged: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const noted = (name: keyof Context['tables'], table: Table): Table => ({
    ...table,
    async write(partition, changes) {
      const answer = await table.write(partition, changes);
      if (answer.outcome === 'applied') {
        for (const { do: how, key } of changes) written.push({ table: name, partition, key, how });
      }
      return answer;
    },
  });
  const tables = {
    conversations: noted('conversations', memoryTable(now)),
    broadcasts: noted('broadcasts', memoryTable(now)),
    deliveries: noted('deliveries', memoryTable(now)),
    gates: noted('gates', memoryTable(now)),
  };
  const audit = memoryTable(now);
  const queuesOf = () => ({
    ...{ deliver: memoryQueue(now), urgent: memoryQueue(now) },
    ...{ plan: memoryQueue(now), broadcasts: memoryQueue(now) },
  });
  const queues = queuesOf();
  const poison = queuesOf();
  const received = new Map<string, number>();
  const context: Context = {
    clock: machine.clock,
    now,
    random: machine.chance,
    tables,
    audit: appendOnly(audit),
    queues,
    poison,
    teams: {
      createConversation: async ({ tenant, user }) => ({ kind: 'accepted', id: chatOf(tenant, user) }),
      send: async ({ conversation }) => {
        received.set(conversation, (received.get(conversation) ?? 0) + 1);
        return { kind: 'accepted', id: `${time.now}` };
      },
      update: async () => ({ kind: 'accepted' }),
      remove: async () => ({ kind: 'accepted' }),
    },
    pace: onePaceEach(() => context),
    timing,
    shardSize,
    rate: 45,
    log: (_level, event, fields = {}) => logged.push({ event, fields }),
    stopping: machine.stopping.signal,
  };
  const user = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
  for (const tenant of tenants) {
    for (let i = 0; i < people; i++) {
      const values = { v: 1, state: 'active', stateAt: 0, at: 0, conversation: chatOf(tenant, user(i)) };
      await tables.conversations.write(tenant, [{ do: 'put', key: userKey(user(i)), values }]);
    }
    const values = { v: 1, serviceUrl: 'https://teams.example/', serviceUrlAt: 0, seenAt: 0 };
    await tables.conversations.write(TENANTS, [{ do: 'put', key: tenant, values }]);
  }

  async function pass(ms: number): Promise<void> {
    const then = time.now + ms;
    time.at(then, () => {});
    await time.run(then, () => false);
  }

  async function settle<T>(promise: Promise<T>): Promise<T> {
    let over = false;
    const finished = () => {
      over = true;
    };
    promise.then(finished, finished);
    await time.run(time.now + 3_600_000, () => over);
    if (!over) throw new Error('It has not come to an end within an hour.');
    return await promise;
  }

  const storage = { tables, audit, queues, poison };
  const broadcasts = openBroadcasts(context, []);
  return {
    context,
    time,
    storage,
    written,
    logged,
    received: (tenant, id) => received.get(chatOf(tenant, id)) ?? 0,
    user,
    pass,
    settle,
    start: (onError) =>
      runHost({ machine, context, broadcasts, storage, forecast: () => fair, count: () => {}, onError }),
    async until(minutes, done) {
      const end = time.now + minutes * 60_000;
      while (time.now < end) {
        await pass(Math.min(5_000, end - time.now));
        if (await settle(done())) return true;
      }
      return false;
    },
    create: (tenant, text, times = {}) =>
      settle(
        createBroadcast(context, {
          request: {
            message: { text, textFormat: 'plain' },
            audience: { include: [{ type: 'everyone' }], exclude: [] },
            onUncertain: 'hold',
            ...times,
          },
          tenant,
          caller: 'author',
          createdBy: 'author',
          idempotencyKey: text,
        }),
      ),
  };
}

const chatOf = (tenant: string, user: string) => `a:${tenant}/${user}`;
