import { setTimeout as sleep } from 'node:timers/promises';
import { settled } from '../../cli/terminal/progress.ts';
import { progressLine } from '../../cli/terminal/progress-line.ts';
import type { Screen } from '../../cli/terminal/screen.ts';
import type { Broadcast, BroadcastApi } from '../copies/broadcast-api.ts';

const POLL_MS = 500;
/** A crash costs about a minute, several in a row several; so long without any change means that something is wrong. */
const PATIENCE_MS = 240_000;

export interface Following {
  readonly screen: Screen;
  readonly api: BroadcastApi;
  readonly id: string;
  /** How often {@link interrupt} is called, spread evenly over the audience. */
  readonly interruptions: number;
  readonly interrupt: (broadcast: Broadcast, last: boolean) => Promise<void>;
}

/**
 * Shows a broadcast's progress, as the API tells it, until its end.
 * @returns the broadcast as it ended
 * @throws {Error} when nothing moves any more
 */
export async function follow({ screen, api, id, interruptions, interrupt }: Following): Promise<Broadcast> {
  let interrupted = 0;
  let before = '';
  let movedAt = performance.now();
  for (;;) {
    const broadcast = await api.broadcast(id);
    const { counts, status, planned, endedAt } = broadcast;
    screen.progress(progressLine(screen, broadcast));
    if (endedAt !== null) {
      screen.endProgress('keep');
      return broadcast;
    }
    const state = JSON.stringify([status, counts]);
    if (state !== before) movedAt = performance.now();
    before = state;
    if (performance.now() - movedAt > PATIENCE_MS) {
      throw new Error(`Nothing has changed for ${PATIENCE_MS / 60_000} minutes: ${JSON.stringify(broadcast)}`);
    }
    const due = (counts.audience * (interrupted + 1)) / (interruptions + 1);
    if (interrupted < interruptions && planned && settled(counts) >= due) {
      interrupted++;
      screen.endProgress('keep');
      await interrupt(broadcast, interrupted === interruptions);
      movedAt = performance.now();
    }
    await sleep(POLL_MS);
  }
}
