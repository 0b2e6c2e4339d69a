import type { Context } from '../context.ts';
import { noteWatcher } from '../records/watcher-row.ts';
import { tellAwake } from './awake.ts';
import { putLook } from './look-again.ts';
import { redrivePoison } from './poison.ts';
import { tellQueueAges } from './queue-ages.ts';
import { lookAfter, roundAt } from './rounds.ts';
import { type Seen, watch } from './watch.ts';

/** In every so many rounds the queues of what has work are looked at, every two minutes: that is an operation each. */
const TELLS = 2;
/** In every so many, every five minutes, what the queues gave up is read, and word is left that the watcher runs. */
const READS_POISON = 5;
/** It is put back for so long, ms; the rest is for the next time: broadcasts that have work do not wait for it. */
const POISON_PATIENCE = 10_000;

/**
 * The timer's work: mends what nobody works on, and at times reads what the queues gave up. One function for all of it: an
 * instance is paid for a whole second each time it wakes, and in Azure each timer has an instance of its own. None
 * keeps another from its work.
 * @throws {AggregateError} what any of them threw
 */
export async function makeRound(context: Context): Promise<void> {
  tellAwake(context);
  // Counted by the hour and not from what this process remembers: an instance may be a new one each time.
  const round = roundAt(context.now());
  const work = [tend(context, round), ...(round % READS_POISON === 0 ? [clear(context), noteWatcher(context)] : [])];
  const thrown = (await Promise.allSettled(work)).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  if (thrown.length > 0) throw new AggregateError(thrown, thrown.map(String).join('; '));
}

async function tend(context: Context, round: number): Promise<void> {
  const next = lookAfter(round);
  // Of a look that came to nothing nobody knows what it would have seen.
  let seen: Seen = { hasWork: false, goesOn: true };
  try {
    seen = await watch(context, next);
  } finally {
    if (seen.goesOn) await putLook(context, next);
  }
  // Where there is no work nobody needs to know of its queues.
  if (seen.hasWork && round % TELLS === 0) await tellQueueAges(context, ['urgent', 'deliver', 'plan']);
}

async function clear(context: Context): Promise<void> {
  await redrivePoison(context, POISON_PATIENCE);
  // What programs put there has no other watchman: nothing else tells of a door that nobody opens.
  await tellQueueAges(context, ['broadcasts']);
}
