import { memoryQueue } from '../../local/memory/memory-queue.ts';
import { memoryTable } from '../../local/memory/memory-table.ts';
import type { Machine } from '../../local/simulation/machine.ts';
import type { Context } from '../../shared/context.ts';
import { deliver } from '../../shared/delivery/deliver.ts';
import { plan } from '../../shared/lifecycle/plan.ts';
import { watch } from '../../shared/lifecycle/watch.ts';
import { onePaceEach } from '../../shared/pace/paces.ts';
import { timing } from '../../shared/pace/timing.ts';
import { parseDeliverJob, parsePlanJob } from '../../shared/records/jobs.ts';
import { appendOnly } from '../../shared/storage/append-only.ts';
import type { Queue } from '../../shared/storage/queue.ts';
import type { Table } from '../../shared/storage/table.ts';
import type { Teams } from '../../shared/teams/teams.ts';
import { lateClock } from './late-clock.ts';

/** Storage of a run, in memory. */
export interface Storage {
  readonly tables: Readonly<Record<keyof Context['tables'], Table>>;
  readonly queues: Readonly<Record<keyof Context['queues'], Queue>>;
}

/** A request to storage and its answer take so long together, ms. */
const STORAGE = [4, 25] as const;

/** A port as a machine reaches it: every request takes its time there and back. */
function reached<T extends object>(port: T, machine: Machine): T {
  return Object.fromEntries(
    Object.entries(port).map(([name, call]) => [
      name,
      async (...args: unknown[]) => {
        const [there, back] = [machine.travel(...STORAGE) / 2, machine.travel(...STORAGE) / 2];
        await new Promise<void>((resolve) => machine.hear(there, resolve));
        const answer: unknown = await call(...args);
        await new Promise<void>((resolve) => machine.hear(back, resolve));
        return answer;
      },
    ]),
  ) as T;
}

function reachedAll<K extends string, T extends object>(ports: Readonly<Record<K, T>>, machine: Machine): Record<K, T> {
  return Object.fromEntries(Object.entries<T>(ports).map(([name, port]) => [name, reached(port, machine)])) as Record<
    K,
    T
  >;
}

/** The app's context on a machine. */
export function contextOf(machine: Machine, storage: Storage, teams: Teams, rate: number): Context {
  const clock = lateClock(machine);
  const poison = () => memoryQueue(clock.now);
  const context: Context = {
    clock,
    now: () => clock.now(),
    random: machine.chance,
    tables: reachedAll(storage.tables, machine),
    queues: reachedAll(storage.queues, machine),
    audit: appendOnly(memoryTable(clock.now)),
    poison: { deliver: poison(), urgent: poison(), plan: poison(), broadcasts: poison() },
    teams,
    pace: onePaceEach(() => context),
    timing,
    rate,
    shardSize: 200,
    log: () => {},
    stopping: machine.stopping.signal,
  };
  return context;
}

/** As host.json has it: jobs at a time, and the longest interval at which an empty queue is asked, ms. */
const [BATCH, THRESHOLD, POLL] = [8, 4, 6_000];
const HIDDEN = 600_000;
/** While something is sent somebody looks so often, ms. */
const WATCH = 30_000;

/**
 * Runs the app's queue triggers and its timer as the Functions host does: an empty queue is asked less and less often.
 * @param failed told of whatever is thrown: nothing is meant to be
 */
export function runTriggers(
  machine: Machine,
  context: Context,
  { queues }: Storage,
  failed: (error: unknown) => void,
): void {
  const trigger = (queue: Queue, handle: (text: string) => Promise<void>) => {
    let running = 0;
    const poll = async (interval: number): Promise<void> => {
      const taken = running > THRESHOLD ? [] : await queue.take(BATCH, HIDDEN);
      for (const message of taken) {
        running++;
        handle(message.text)
          .then(() => queue.remove(message))
          .catch(failed)
          .finally(() => {
            running--;
          });
      }
      const next = taken.length > 0 ? 100 : Math.min(interval * 2, POLL);
      machine.hear(next, () => void poll(next));
    };
    machine.hear(machine.travel(0, 100), () => void poll(100));
  };
  for (const queue of [queues.urgent, queues.deliver]) {
    trigger(queue, async (text) => await deliver(context, parseDeliverJob(text)!));
  }
  trigger(queues.plan, async (text) => {
    const job = parsePlanJob(text);
    if (job?.do === 'plan') await plan(context, job);
  });
  const tick = () => {
    watch(context).catch(failed);
    machine.hear(WATCH, tick);
  };
  machine.hear(machine.travel(0, WATCH), tick);
}
