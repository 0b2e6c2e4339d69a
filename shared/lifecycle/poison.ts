import type { Context } from '../context.ts';
import { parseDeliverJob, parsePlanJob } from '../records/jobs.ts';
import { changePlan, readPlan } from '../records/store.ts';
import { StorageUnavailable } from '../storage/table.ts';

/** So many messages are taken at once, and hidden for this long while they are put back, ms. */
const AT_ONCE = 32;
const HIDDEN = 60_000;

/**
 * Reads what the queues gave up after five tries: records it on the broadcast it belongs to, and puts it on its queue
 * again. What fails by its own fault ends on its shard; a message of ours is never just gone.
 */
export async function redrivePoison(context: Context): Promise<void> {
  for (const name of ['urgent', 'deliver', 'plan', 'broadcasts'] as const) {
    const given = await context.poison[name].take(AT_ONCE, HIDDEN);
    for (const message of given) {
      // A broadcast that can't be read, or is none, keeps no message from its queue.
      await recordOn(context, name, message.text).catch((error: unknown) => {
        if (error instanceof StorageUnavailable) throw error;
        context.log('error', 'poison-not-recorded', { queue: name, error: String(error) });
      });
      await context.queues[name].put(message.text);
      await context.poison[name].remove(message);
    }
  }
}

async function recordOn(context: Context, queue: string, text: string): Promise<void> {
  const job = parseDeliverJob(text) ?? parsePlanJob(text);
  context.log('error', 'poison', { queue, broadcast: job?.broadcast });
  // Only on what is there: a plan that a stray job names must not come to be by it.
  if (!job || !(await readPlan(context, job.broadcast))) return;
  await changePlan(context, job.tenant, job.broadcast, (plan) => ({ ...plan, poisoned: plan.poisoned + 1 }));
}
