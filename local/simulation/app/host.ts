import { enqueue } from '../../../shared/api/door.ts';
import { workOnPlanQueue } from '../../../shared/api/plan-queue.ts';
import type { Broadcasts } from '../../../shared/api/service.ts';
import type { Context } from '../../../shared/context.ts';
import { workOnDeliverQueue } from '../../../shared/delivery/deliver-queue.ts';
import { makeRound } from '../../../shared/lifecycle/round.ts';
import { EVERY } from '../../../shared/lifecycle/rounds.ts';
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
/** A timer that comes a little early does not come twice, ms. */
const ONCE = 1_000;

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
      await workOnDeliverQueue(context, text);
    });
  }
  listen(hosted, 'plan', async ({ text }) => {
    await workOnPlanQueue(context, text);
  });
  const door = hosted.storage.queues.broadcasts;
  listen(hosted, 'broadcasts', (job) => enqueue(context, broadcasts, job.text, door.insertedAt(job), job.id));
  repeat(hosted, EVERY, async () => await makeRound(context));
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

/** A timer that comes whenever the machine's clock has gone so far again, ms; not before the last run is over. */
function repeat({ machine, onError }: Hosted, every: number, run: () => Promise<void>): void {
  const tick = async () => {
    try {
      if (!machine.stopping.signal.aborted) await run();
    } catch (error) {
      for (const one of error instanceof AggregateError ? error.errors : [error]) onError(one);
    }
    wait();
  };
  const wait = () => {
    const now = machine.clock.now();
    machine.hear(Math.ceil((now + ONCE) / every) * every - now, () => void tick());
  };
  wait();
}
