import { workOnDeliverQueue } from '../../shared/delivery/deliver-queue.ts';
import { makeRound } from '../../shared/lifecycle/round.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

export const MINUTE = 60_000;
export const HALF = 30_000;
/** A queue is looked at every six seconds, and what is put for later comes at a whole one. */
export const POLL = 7_000;

/** A world at the full hour, its looks counted: each asks first who has broadcasts. */
export async function stage() {
  const world = await openWorld(3, 1);
  const { context, storage, time, settle, pass } = world;
  const start = time.now;
  const looks: number[] = [];
  const { range } = context.tables.broadcasts;
  context.tables.broadcasts.range = async (partition, options) => {
    if (partition === 'senders') looks.push(time.now - start);
    return await range(partition, options);
  };
  return {
    ...world,
    looks,
    round: () => settle(makeRound(context)),
    /** Takes all that can be taken from the queue of those who send, as messages that got lost. */
    async lose() {
      for (const message of await storage.queues.deliver.take(32, 1_000)) await storage.queues.deliver.remove(message);
    },
    /** Lets the host of those who send take what is there; nobody waits for it. */
    async deliver(): Promise<Promise<boolean>[]> {
      return (await storage.queues.deliver.take(8, 600_000)).map(({ text }) => workOnDeliverQueue(context, text));
    },
    /** Something is being sent, with nobody to send it, and the watcher has made its first round. */
    async afterRound(): Promise<void> {
      await world.create(TENANT, 'hello');
      await this.lose();
      await this.goTo(MINUTE);
      await this.round();
    },
    /** Lets time pass until so long after the beginning, ms. */
    goTo: (ms: number) => pass(start + ms - time.now),
  };
}

/** How many messages are on the queue of those who send, hidden ones too. */
export const queued = ({ storage }: { storage: { queues: { deliver: { length: number } } } }) =>
  storage.queues.deliver.length;
