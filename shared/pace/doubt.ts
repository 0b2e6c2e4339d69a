import { takesAll } from './lanes.ts';
import type { Share } from './turns.ts';

/**
 * What a process may have in doubt when it dies, seconds of the configured rate: those it has claimed and whose answers
 * are not recorded. Two are usual; where Teams takes longer to answer, less is claimed.
 */
const IN_DOUBT = 3;

/** The jobs of one tenant in this process, and how much would be in doubt if it died now. */
export class Doubt {
  readonly #most: number;
  readonly #shares = new Set<Share>();

  /** @param rate the configured one, requests a second */
  constructor(rate: number) {
    this.#most = Math.max(1, Math.floor(IN_DOUBT * rate));
  }

  join(share: Share): void {
    this.#shares.add(share);
  }

  leave(share: Share): void {
    this.#shares.delete(share);
  }

  /** Urgent work is under way here that is to have all of the pace. */
  get isUrgent(): boolean {
    return [...this.#shares].some(({ demand }) => takesAll(demand));
  }

  /** How many more this job may claim: the write that claims them records what it knows by then. */
  room(share: Share): number {
    let doubtful = 0;
    for (const { inHand, open } of this.#shares) doubtful += inHand + open;
    return Math.max(0, this.#most - doubtful + share.answered);
  }

  /** This job lacks room: if another only has to record what it knows, it is asked to; for urgent work all others are. */
  makeRoom(share: Share, lacking: number): void {
    const others = [...this.#shares].filter((other) => other !== share && other.answered > 0);
    const known = others.find(({ answered }) => answered >= lacking);
    if (known) known.press();
    else if (share.demand.urgent) for (const other of others) other.press();
  }

  /** How many more may be claimed once all answers that have come are recorded. */
  get most(): number {
    let doubtful = 0;
    for (const { inHand, open, answered } of this.#shares) doubtful += inHand + open - answered;
    return Math.max(0, this.#most - doubtful);
  }
}
