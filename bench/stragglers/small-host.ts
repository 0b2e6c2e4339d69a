import type { Machine } from '../../local/simulation/machine.ts';
import type { Context } from '../../shared/context.ts';
import { deliver } from '../../shared/delivery/deliver.ts';
import { plan } from '../../shared/lifecycle/plan.ts';
import { watch } from '../../shared/lifecycle/watch.ts';
import { parseDeliverJob, parsePlanJob } from '../../shared/records/jobs.ts';
import type { Queue } from '../../shared/storage/queue.ts';

/** As host.json has it: how many messages at a time, when more are asked for, how often an empty queue is asked. */
const BATCH = 8;
const THRESHOLD = 4;
const POLL = 6_000;
const HIDDEN = 600_000;
/** While something is sent somebody looks so often, ms. */
const WATCH = 30_000;

/**
 * Works on a process' queues and timer as the Functions host does.
 * @param fail told what a function threw: nothing is to go wrong here
 */
export function smallHost(machine: Machine, context: Context, fail: (error: unknown) => void): void {
  const listen = (queue: Queue, handle: (text: string) => Promise<void>) => {
    let running = 0;
    const work = async (text: string, remove: () => Promise<void>): Promise<void> => {
      await handle(text);
      await remove();
      running--;
    };
    const poll = async (): Promise<void> => {
      const messages = running <= THRESHOLD ? await queue.take(BATCH, HIDDEN) : [];
      for (const message of messages) {
        running++;
        work(message.text, () => queue.remove(message)).catch(fail);
      }
      machine.hear(messages.length > 0 ? 100 : POLL, () => void poll().catch(fail));
    };
    poll().catch(fail);
  };
  listen(context.queues.deliver, async (text) => {
    const job = parseDeliverJob(text);
    if (job) await deliver(context, job);
  });
  listen(context.queues.plan, async (text) => {
    const job = parsePlanJob(text);
    if (job) await plan(context, job);
  });
  const look = () => {
    watch(context).catch(fail);
    machine.hear(WATCH, look);
  };
  machine.hear(WATCH, look);
}
