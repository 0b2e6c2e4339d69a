import { enqueue } from '../../../shared/api/door.ts';
import { workOnPlanQueue } from '../../../shared/api/plan-queue.ts';
import type { Broadcasts } from '../../../shared/api/service.ts';
import type { Context } from '../../../shared/context.ts';
import { deliver } from '../../../shared/delivery/deliver.ts';
import { redrivePoison } from '../../../shared/lifecycle/poison.ts';
import { watch } from '../../../shared/lifecycle/watch.ts';
import { parseDeliverJob } from '../../../shared/records/jobs.ts';
import type { Taken } from '../../../shared/storage/queue.ts';
import type { Machine } from '../machine.ts';
import type { Forecast } from '../reach/request.ts';
import type { Storage } from '../storage.ts';

/** The host's own numbers, as in host.json; ms. */
const BATCH = 8;
const THRESHOLD = 4;
const POLL = 6_000;
const HIDDEN = 600_000;
const AGAIN = 10_000;
const MAX_DEQUEUE = 5;
/** The two halves of shared/lifecycle/round.ts, each at its own pace. */
const WATCH = 30_000;
const POISON = 300_000;

/** What the host of one machine runs, and whom it tells of errors. */
export interface Hosted {
  readonly machine: Machine;
  readonly context: Context;
  readonly broadcasts: Broadcasts;
  readonly storage: Storage;
  readonly forecast: Forecast;
  /** Counts what the host itself asks of storage. */
  readonly count: (what: string) => void;
  /** Told of every exception of a function. */
  readonly onError: (error: unknown) => void;
}

/** Runs the app on a machine as the Functions host does: queue triggers, timers, poison queues. */
export function runHost(hosted: Hosted): void {
  const { context, broadcasts } = hosted;
  for (const lane of ['urgent', 'deliver'] as const) {
    listen(hosted, lane, async ({ text }) => {
      const job = parseDeliverJob(text);
      if (job) await deliver(context, job);
    });
  }
  listen(hosted, 'plan', async ({ text }) => {
    await workOnPlanQueue(context, text);
  });
  const door = hosted.storage.queues.broadcasts;
  listen(hosted, 'broadcasts', (job) => enqueue(context, broadcasts, job.text, door.insertedAt(job), job.id));
  repeat(hosted, WATCH, async () => void (await watch(context)));
  repeat(hosted, POISON, async () => void (await redrivePoison(context)));
}

function listen(
  { machine, storage, forecast, count, onError }: Hosted,
  name: keyof Storage['queues'],
  handle: (message: Taken) => Promise<void>,
): void {
  const queue = storage.queues[name];
  let running = 0;
  const poll = async (): Promise<void> => {
    if (running <= THRESHOLD && !machine.stopping.signal.aborted) {
      // The host renews what it has hidden; where that fails, the message shows while its function still runs.
      const lapses = machine.chance() < forecast().queue.lapses;
      count('take');
      for (const message of await queue.take(BATCH, lapses ? machine.travel(1_000, 30_000) : HIDDEN)) {
        running++;
        void run(message).finally(() => running--);
      }
    }
    machine.hear(machine.travel(100, POLL), () => void poll());
  };
  const run = async (message: Taken): Promise<void> => {
    if (message.dequeueCount > MAX_DEQUEUE) return await giveUp(message);
    try {
      await handle(message);
      count('remove');
      await queue.remove(message);
    } catch (error) {
      onError(error);
      if (message.dequeueCount === MAX_DEQUEUE) await giveUp(message);
      else await queue.release(message, AGAIN);
    }
  };
  const giveUp = async (message: Taken): Promise<void> => {
    await storage.poison[name].put(message.text);
    await queue.remove(message);
  };
  machine.hear(machine.travel(0, POLL), () => void poll());
}

function repeat({ machine, onError }: Hosted, every: number, run: () => Promise<void>): void {
  const tick = () => {
    if (!machine.stopping.signal.aborted) run().catch(onError);
    machine.hear(every, tick);
  };
  machine.hear(machine.travel(0, every), tick);
}
