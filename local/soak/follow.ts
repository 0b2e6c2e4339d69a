import { setTimeout as sleep } from 'node:timers/promises';
import { bar, numbers, settled } from '../../cli/terminal/progress.ts';
import { timing } from '../../shared/pace/timing.ts';
import type { Broadcast } from '../copies/broadcast-api.ts';
import { endCopies, isSending } from './end-copies.ts';
import type { End, PlannedEnd } from './ends.ts';
import type { Stage } from './stage.ts';

const POLL_MS = 250;
/** So long without any change means that something is wrong, ms. */
const PATIENCE_MS = 240_000;
const BAR = 24;

/**
 * Ends are at least so far apart, ms: nothing is posted later than `claimLife` after its claim, the slowest answer
 * follows, and then the write that records it, for which a second is much. So a wave that an end has cut short is hardly
 * ever taken for one of the next end.
 */
const restOf = ({ options: { latency } }: Stage): number => timing.claimLife + latency.max + 1_000;

/**
 * Shows a broadcast's progress, as the API tells it, until its end, and ends copies of the app on the way.
 * @returns the broadcast as it ended, and the ends
 * @throws {Error} when nothing moves any more
 */
export async function follow(
  stage: Stage,
  id: string,
  planned: readonly PlannedEnd[],
): Promise<{ readonly broadcast: Broadcast; readonly ends: readonly End[] }> {
  const { screen } = stage;
  const ends: End[] = [];
  let deliveredBefore = 0;
  let before = '';
  let movedAt = performance.now();
  for (; ; await sleep(POLL_MS)) {
    const broadcast = await look(stage, id);
    const state = JSON.stringify(broadcast?.counts);
    if (broadcast && state !== before) {
      before = state;
      movedAt = performance.now();
    }
    if (performance.now() - movedAt > PATIENCE_MS) {
      throw new Error(`Nothing has changed for ${PATIENCE_MS / 60_000} minutes: ${JSON.stringify(broadcast)}`);
    }
    if (!broadcast) continue;
    screen.progress(`  ${lineOf(broadcast)}, ${ends.length} of ${planned.length} ends`);
    if (broadcast.endedAt !== null) {
      screen.endProgress('keep');
      return { broadcast, ends };
    }
    const { delivered } = broadcast.counts;
    const next = planned[ends.length];
    const rested = Date.now() - (ends.at(-1)?.at ?? 0) >= restOf(stage);
    // That those are settled whom the last end left in doubt is no progress.
    const goesOn = delivered > deliveredBefore && isSending(stage);
    if (!next || !rested || !goesOn || settled(broadcast.counts) < next.due) continue;
    deliveredBefore = delivered;
    ends.push(await endCopies(stage, next));
  }
}

/** A broadcast as it is now; nothing while no copy can say. */
async function look({ api, options }: Stage, id: string): Promise<Broadcast | undefined> {
  try {
    return await api.broadcast(id);
  } catch (error) {
    // Its storage does not answer: the next look, or the end of patience, tells more.
    if (options.storageFaults) return undefined;
    throw error;
  }
}

function lineOf(broadcast: Broadcast): string {
  const [has, other, sending, left] = bar(broadcast.counts, BAR);
  return `${has}${other}${sending}${left}  ${numbers(broadcast, Date.now())}`;
}
