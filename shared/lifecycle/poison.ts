import type { Context } from '../context.ts';
import { parseDeliverJob, parseLookJob, parsePlanJob, parseTellJob } from '../records/jobs.ts';
import { changePlan } from '../records/store.ts';
import { StorageUnavailable } from '../storage/table.ts';

/** So many messages are taken at once, and hidden for this long while they are put back, ms. */
const AT_ONCE = 32;
const HIDDEN = 60_000;
/** So often at most: what is given up again meanwhile is for the next time. */
const ROUNDS = 100;

/**
 * Reads what the queues gave up after five tries: records it on the broadcast it belongs to, and puts it on its queue
 * again. What fails by its own fault ends on its shard; a message of ours is never just gone.
 * @param patience after so long no more are taken, ms; default: as many as there are, within reason
 * @returns how many messages were put back
 */
export async function redrivePoison(context: Context, patience = Number.POSITIVE_INFINITY): Promise<number> {
  const end = context.clock.monotonic() + patience;
  let count = 0;
  for (const name of ['urgent', 'deliver', 'plan', 'broadcasts'] as const) {
    for (let round = 0; round < ROUNDS && context.clock.monotonic() < end; round++) {
      const given = await redriveSome(context, name);
      count += given;
      if (given < AT_ONCE) break;
    }
  }
  return count;
}

async function redriveSome(context: Context, name: keyof Context['poison']): Promise<number> {
  const given = await context.poison[name].take(AT_ONCE, HIDDEN);
  for (const message of given) {
    if (parseLookJob(message.text)) {
      // Its time is long over, and others have looked meanwhile.
      await context.poison[name].remove(message);
      continue;
    }
    // A broadcast that can't be read, or is none, keeps no message from its queue.
    await recordOn(context, name, message.text).catch((error: unknown) => {
      if (error instanceof StorageUnavailable) throw error;
      context.log('error', 'poison-not-recorded', { queue: name, error: String(error) });
    });
    await context.queues[name].put(message.text);
    await context.poison[name].remove(message);
  }
  return given.length;
}

async function recordOn(context: Context, queue: string, text: string): Promise<void> {
  const job = parseDeliverJob(text) ?? parsePlanJob(text) ?? parseTellJob(text);
  context.log('error', 'poison', { queue, broadcast: job?.broadcast });
  if (!job) return;
  await changePlan(context, job.tenant, job.broadcast, (plan, isThere) =>
    // Only on what is there: a plan that a stray job names must not come to be by it.
    isThere ? { ...plan, poisoned: plan.poisoned + 1 } : undefined,
  );
}
