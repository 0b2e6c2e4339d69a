import type { Machine } from '../../local/simulation/machine.ts';
import type { VirtualTime } from '../../local/simulation/virtual-time.ts';
import type { Teams, TeamsAnswer } from '../../shared/teams/teams.ts';

/** From sending a message to its answer, ms. */
const ANSWER = [300, 1_500] as const;

/** Teams in virtual time that takes everything, and notes when which message was sent. */
export class CountingTeams {
  readonly #time: VirtualTime;
  readonly #sent = new Map<string, number[]>();

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** When a message was sent, to whomever, ms, in order. */
  sent(text: string): readonly number[] {
    return this.#sent.get(text) ?? [];
  }

  /** Teams as a machine reaches it. */
  reachedBy(machine: Machine): Teams {
    const accepted = (id: string): Promise<TeamsAnswer> =>
      new Promise((resolve) => machine.hear(machine.travel(...ANSWER), () => resolve({ kind: 'accepted', id })));
    return {
      send: ({ conversation }, { text = '' }) => {
        const times = this.#sent.get(text) ?? [];
        times.push(this.#time.now);
        this.#sent.set(text, times);
        return accepted(conversation);
      },
      createConversation: ({ user }) => accepted(user),
      update: ({ conversation }) => accepted(conversation),
      remove: ({ conversation }) => accepted(conversation),
    };
  }
}
