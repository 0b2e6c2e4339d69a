import type { Context } from '../../shared/context.ts';
import { deliver } from '../../shared/delivery/deliver.ts';
import { plan } from '../../shared/lifecycle/plan.ts';
import { sweep } from '../../shared/lifecycle/sweep.ts';
import { watch } from '../../shared/lifecycle/watch.ts';
import { Pace } from '../../shared/pace/pace.ts';
import { timing } from '../../shared/pace/timing.ts';
import { parseDeliverJob, parsePlanJob } from '../../shared/records/jobs.ts';
import type { Queue } from '../../shared/storage/queue.ts';
import { StorageUnavailable, type Table } from '../../shared/storage/table.ts';
import { memoryQueue } from '../memory/memory-queue.ts';
import type { Machine } from './machine.ts';
import type { People } from './simulated-people.ts';
import { type Forecast, reachQueue, reachTable } from './simulated-ports.ts';

/** Storage itself: it never fails, only the way there does. */
export interface Storage {
  readonly tables: Readonly<Record<keyof Context['tables'], Table>>;
  readonly queues: Readonly<Record<keyof Context['queues'], Queue>>;
}

/** What the sending depends on beside the world. */
export interface AppSettings {
  readonly rate: number;
  readonly shardSize: number;
}

/** The app's own context on one machine. */
export function simulatedContext(
  machine: Machine,
  storage: Storage,
  people: People,
  forecast: Forecast,
  settings: AppSettings,
  log: Context['log'],
): Context {
  const table = (name: keyof Context['tables']) => reachTable(storage.tables[name], machine, forecast);
  const queue = (name: keyof Context['queues']) => reachQueue(storage.queues[name], machine, forecast);
  const paces = new Map<string, Pace>();
  const context: Context = {
    clock: machine.clock,
    now: () => machine.clock.now(),
    random: machine.chance,
    tables: {
      conversations: table('conversations'),
      broadcasts: table('broadcasts'),
      deliveries: table('deliveries'),
      gates: table('gates'),
    },
    queues: { deliver: queue('deliver'), plan: queue('plan'), broadcasts: queue('broadcasts') },
    poison: {
      deliver: memoryQueue(machine.clock.now),
      plan: memoryQueue(machine.clock.now),
      broadcasts: memoryQueue(machine.clock.now),
    },
    teams: people.reachedBy(machine, forecast),
    pace: (tenant) => {
      const pace = paces.get(tenant) ?? new Pace(context, tenant);
      paces.set(tenant, pace);
      return pace;
    },
    timing,
    ...settings,
    log,
    stopping: machine.stopping.signal,
  };
  return context;
}

/** The trigger's own numbers, as in host.json. */
const BATCH = 8;
const THRESHOLD = 4;
const POLL = 5_000;
const HIDDEN = 600_000;
const AGAIN = 10_000;
const WATCH = 30_000;

/**
 * Runs the app on a machine as the Functions host does: queue triggers and the timer.
 * @param onBug told of every exception that is not the weather's
 */
export function runApp(machine: Machine, context: Context, storage: Storage, onBug: (error: unknown) => void): void {
  const trigger = (queue: Queue, handle: (text: string) => Promise<void>) => {
    let running = 0;
    const poll = async (): Promise<void> => {
      if (running <= THRESHOLD && !machine.stopping.signal.aborted) {
        for (const message of await queue.take(BATCH, HIDDEN)) {
          running++;
          handle(message.text)
            .then(() => queue.remove(message))
            .catch((error: unknown) => {
              if (!(error instanceof StorageUnavailable)) onBug(error);
              machine.hear(AGAIN, () => void queue.put(message.text));
            })
            .finally(() => {
              running--;
            });
        }
      }
      machine.hear(machine.travel(100, POLL), () => void poll());
    };
    machine.hear(machine.travel(0, POLL), () => void poll());
  };
  trigger(storage.queues.deliver, async (text) => {
    const job = parseDeliverJob(text);
    if (job) await deliver(context, job);
  });
  trigger(storage.queues.plan, async (text) => {
    const job = parsePlanJob(text);
    if (job) await (job.do === 'plan' ? plan : sweep)(context, job);
  });
  const tick = () => {
    watch(context).catch((error: unknown) => {
      if (!(error instanceof StorageUnavailable)) onBug(error);
    });
    machine.hear(WATCH, tick);
  };
  machine.hear(machine.travel(0, WATCH), tick);
}
