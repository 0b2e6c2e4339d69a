import { memoryQueue } from '../../local/memory/memory-queue.ts';
import { memoryTable } from '../../local/memory/memory-table.ts';
import { Machine } from '../../local/simulation/machine.ts';
import { chanceOf } from '../../local/simulation/random.ts';
import { VirtualTime } from '../../local/simulation/virtual-time.ts';
import type { TimesRequest } from '../../shared/broadcast/parse-times.ts';
import type { Context } from '../../shared/context.ts';
import { createBroadcast } from '../../shared/lifecycle/create.ts';
import { contextOf, runTriggers, type Storage } from '../pace/process.ts';
import { register, TENANT, userOf } from '../pace/register.ts';
import { CountingTeams } from './counting-teams.ts';

/** Bulk is under way, and then another broadcast comes: both in virtual time, with the app's own code. */
export interface LanesCase {
  readonly processes: number;
  /** Broadcasts to everyone that are under way; more than six take all slots of two processes' hosts. */
  readonly bulk: number;
  readonly people: number;
  /** The one that comes: to so many, in this lane, with this rate. */
  readonly coming: { readonly to: number; readonly maxRate?: number } & Pick<TimesRequest, 'priority'>;
  /** The configured rate, requests a second. */
  readonly rate: number;
  readonly seed: number;
}

/** What a run came to. Times are ms. */
export interface LanesRun {
  /** When the broadcast that comes was asked for, and when the answer was there. */
  readonly asked: number;
  readonly answered: number;
  /** When its messages were sent, and when those of bulk were. */
  readonly coming: readonly number[];
  readonly bulk: readonly number[];
  /** Jobs on the queues, at most. */
  readonly jobs: number;
  /** How often since it was asked for chains that nobody worked on were put on the queue again. */
  readonly revivals: number;
}

/** Bulk is under way for so long before, and is watched for so long after, ms. */
const [BEFORE, AFTER] = [60_000, 30_000];
const MINUTE = 60_000;

export async function runLanes(of: LanesCase): Promise<LanesRun> {
  const chance = chanceOf(of.seed);
  const time = new VirtualTime(Date.UTC(2026, 0, 1));
  const now = () => time.now;
  const [table, queue] = [() => memoryTable(now), () => memoryQueue(now)];
  const queues = { deliver: queue(), urgent: queue(), plan: queue(), broadcasts: queue() };
  const storage: Storage = {
    tables: { conversations: table(), broadcasts: table(), deliveries: table(), gates: table() },
    queues,
  };
  await register(storage, of.people);
  const teams = new CountingTeams(time);
  const errors: unknown[] = [];
  let revivals = 0;
  const contexts = Array.from({ length: of.processes }, (_, i) => {
    const machine = new Machine(`process ${i}`, time, chance, i % 2 === 0 ? 3 : -3);
    const log: Context['log'] = (_level, event) => {
      if (event === 'revived') revivals++;
    };
    const context = { ...contextOf(machine, storage, teams.reachedBy(machine), of.rate), log };
    runTriggers(machine, context, storage, (error) => errors.push(error));
    return context;
  });
  const create = (text: string, more: Partial<Parameters<typeof createBroadcast>[1]['request']>) =>
    createBroadcast(contexts.at(-1)!, {
      request: {
        message: { text, textFormat: 'plain' },
        audience: { include: [{ type: 'everyone' }], exclude: [] },
        onUncertain: 'hold',
        ...more,
      },
      ...{ tenant: TENANT, caller: 'bench', createdBy: 'bench' },
    });
  const texts = Array.from({ length: of.bulk }, (_, i) => `bulk ${i}`);
  for (const text of texts) create(text, {}).catch((error: unknown) => errors.push(error));
  await time.run(now() + BEFORE, () => errors.length > 0);

  const { to, ...how } = of.coming;
  const ids = Array.from({ length: to }, (_, i) => userOf(i));
  const asked = now();
  revivals = 0;
  let answered = 0;
  create('coming', { audience: { include: [{ type: 'users', ids }], exclude: [] }, ...how }).then(
    () => {
      answered = now();
    },
    (error: unknown) => errors.push(error),
  );
  let jobs = 0;
  const count = () => {
    jobs = Math.max(jobs, queues.deliver.length + queues.urgent.length);
    time.after(1_000, count);
  };
  count();
  const isOver = () => errors.length > 0 || teams.sent('coming').length >= to;
  await time.run(asked + 60 * MINUTE, isOver);
  await time.run(now() + AFTER, () => errors.length > 0);
  if (errors.length > 0) throw errors[0];
  const bulk = texts.flatMap((text) => teams.sent(text)).toSorted((a, b) => a - b);
  return { asked, answered, coming: teams.sent('coming'), bulk, jobs, revivals };
}
