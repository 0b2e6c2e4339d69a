import type { Machine } from '../../local/simulation/machine.ts';
import type { Teams, TeamsAnswer } from '../../shared/teams/teams.ts';

/** How long Teams takes, ms: what docs/performance.md measures with, too. */
const [QUICKEST, SLOWEST] = [300, 1_500];
/** A post that hangs is given up after this, ms: what the adapter does. */
const TIME_OUT = 15_000;

/** A Teams that takes every message, and leaves a share of them without an answer. */
export interface HangingTeams extends Teams {
  /** When each post arrived, ms. */
  readonly postedAt: readonly number[];
}

/** @param hanging share of the posts that hang until they are given up, 0 to 1 */
export function hangingTeams(machine: Machine, hanging: number): HangingTeams {
  const postedAt: number[] = [];
  const answer = (after: number, what: TeamsAnswer) =>
    new Promise<TeamsAnswer>((resolve) => machine.hear(after, () => resolve(what)));
  return {
    postedAt,
    send() {
      postedAt.push(machine.time.now);
      const id = String(postedAt.length);
      if (machine.chance() < hanging) return answer(TIME_OUT, { kind: 'unanswered', cause: 'timeout' });
      return answer(machine.travel(QUICKEST, SLOWEST), { kind: 'accepted', id });
    },
    createConversation: () => answer(machine.travel(QUICKEST, SLOWEST), { kind: 'accepted', id: 'a:new' }),
    update: () => answer(machine.travel(QUICKEST, SLOWEST), { kind: 'accepted' }),
    remove: () => answer(machine.travel(QUICKEST, SLOWEST), { kind: 'accepted' }),
  };
}
