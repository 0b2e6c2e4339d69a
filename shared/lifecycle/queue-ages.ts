import type { Context, QueueName } from '../context.ts';
import { parseLookJob } from '../records/jobs.ts';
import type { Queue } from '../storage/queue.ts';

/** The message that was first on a queue when this process looked last, and since when it has seen it there (service clock). */
const heads = new WeakMap<Queue, { readonly id: string; readonly since: number }>();

/**
 * Logs how long messages wait on queues that have any, at one operation a queue. At the door, since they were put. A job of
 * ours may have been put for later, and nobody can tell from outside for when: so of those, since it was first seen to wait.
 * @throws {StorageUnavailable}
 */
export async function tellQueueAges(context: Context, names: readonly QueueName[]): Promise<void> {
  const now = context.now();
  for (const name of names) {
    const queue = context.queues[name];
    const first = await queue.oldest();
    // A look (look-again.ts) that comes too late is nobody's wait: it is dropped, and the round has looked meanwhile.
    if (!first || parseLookJob(first.text)) {
      heads.delete(queue);
      continue;
    }
    const seen = heads.get(queue);
    const head = seen?.id === first.id ? seen : { id: first.id, since: now };
    heads.set(queue, head);
    const since = name === 'broadcasts' ? first.insertedAt : head.since;
    const seconds = Math.round((now - since) / 1_000);
    if (seconds > 0) context.log('info', 'queue-age', { queue: name, seconds });
  }
}
