import { timing } from '../../shared/pace/timing.ts';
import { logLineIn } from '../log-line.ts';

/** People who were being sent to when their sender died: the app found their wave open and nobody there. */
export interface DeadWave {
  /** When they were claimed (service clock, ms since 1970). */
  readonly claimedAt: number;
  readonly people: number;
}

/** What the app says of one. */
interface LostWave {
  readonly shard: number;
  readonly claimedAt: number;
  readonly sending: number;
}

/** Collects from the logs of all copies which waves lost their sender. */
export class DeadWaves {
  readonly #found = new Map<string, DeadWave>();

  /** A line of a copy's log. */
  readonly heard = (line: string): void => {
    const said = logLineIn(line);
    if (said?.event !== 'wave-of-a-lost-sender') return;
    const { shard, claimedAt, sending } = said as unknown as LostWave;
    // Two copies may find the same one; and a copy that found it may be killed before it has written so.
    this.#found.set(`${shard} ${claimedAt}`, { claimedAt, people: sending });
  };

  get all(): readonly DeadWave[] {
    return [...this.#found.values()];
  }
}

/** No wave is open for longer, ms, but for the write that records it: the last is posted by then, and given up by then. */
const LONGEST_OPEN = timing.claimLife + timing.callTimeout;

/** How many people each end left in doubt. */
export interface Doubt {
  /** In the order of the ends. */
  readonly byEnd: readonly number[];
  /** Those of waves which no end explains. */
  readonly others: number;
}

/**
 * Says for each dead wave which end killed its sender: the first one after its claim. A wave that is claimed long before
 * it has another reason.
 * @param ends when each came, in order (ms since 1970)
 */
export function doubtOf(waves: readonly DeadWave[], ends: readonly number[]): Doubt {
  const byEnd = ends.map(() => 0);
  let others = 0;
  for (const { claimedAt, people } of waves) {
    const end = ends.findIndex((at) => at >= claimedAt);
    if (end >= 0 && ends[end]! - claimedAt <= LONGEST_OPEN) byEnd[end]! += people;
    else others += people;
  }
  return { byEnd, others };
}
