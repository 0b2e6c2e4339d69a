/** One end, of one copy or of both at once. */
export interface PlannedEnd {
  /** It comes when so many people are through with the broadcast. */
  readonly due: number;
  readonly signal: 'SIGKILL' | 'SIGTERM';
  readonly copies: 1 | 2;
}

/** An end that came. */
export interface End extends PlannedEnd {
  /** When the processes were gone, ms since 1970. */
  readonly at: number;
  /** They ended by themselves, and cleanly: what SIGTERM asks for. */
  readonly clean: boolean;
}

/** Each so-many-th end is one of both copies. */
const BOTH_EVERY = 5;

/**
 * When to end which copies: spread evenly, so that each end comes in the middle of sending.
 * @param term each so-many-th is a SIGTERM; 0: none
 */
export function planEnds({
  users,
  kills,
  term,
}: {
  users: number;
  kills: number;
  term: number;
}): readonly PlannedEnd[] {
  const ends: Omit<PlannedEnd, 'due'>[] = [];
  for (let left = kills; left > 0; left -= ends.at(-1)!.copies) {
    const nth = ends.length + 1;
    const signal = term > 0 && nth % term === 0 ? 'SIGTERM' : 'SIGKILL';
    ends.push({ signal, copies: left > 1 && nth % BOTH_EVERY === 0 ? 2 : 1 });
  }
  return ends.map((end, i) => ({ ...end, due: Math.ceil((users * (i + 1)) / (ends.length + 1)) }));
}
