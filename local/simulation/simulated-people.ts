import type { Teams, TeamsAnswer } from '../../shared/teams/teams.ts';
import type { Machine } from './machine.ts';
import type { Forecast } from './simulated-ports.ts';

/** A call to Teams that is not answered is given up after this, ms: what the adapter does. */
const TIME_OUT = 15_000;

/** One request of a machine to Teams. */
export interface Post {
  readonly user: string;
  /** When the machine sent it off. */
  readonly sent: number;
  readonly machine: Machine;
  accepted: boolean;
  /** The machine was told what became of it. */
  known: boolean;
  /** What it was told, where that was a refusal. */
  refused?: number;
}

/** The people of a tenant and what each has received: the witness. */
export class People {
  readonly ids: readonly string[];
  readonly posts: Post[] = [];
  /** Tries to create a user's conversation that brought none. */
  readonly createsFailed = new Map<string, number>();
  /** When each request of any kind was sent off. */
  readonly requests: number[] = [];
  readonly #received = new Map<string, number>();
  /** The conversation each user has now; one that was lost is not found any more. */
  readonly #conversations = new Map<string, string>();
  readonly #users = new Map<string, string>();
  /** Whose conversation each was or is: to know whom a message was meant for. */
  readonly #meant = new Map<string, string>();
  readonly #uninstalled = new Set<string>();
  #created = 0;

  constructor(count: number) {
    this.ids = Array.from({ length: count }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`);
    for (const id of this.ids) this.#converse(id);
  }

  received(user: string): number {
    return this.#received.get(user) ?? 0;
  }

  conversation(user: string): string {
    return this.#conversations.get(user)!;
  }

  uninstall(user: string): void {
    this.#uninstalled.add(user);
  }

  hasInstalled(user: string): boolean {
    return !this.#uninstalled.has(user);
  }

  /** The user deletes the chat: the conversation is not found any more until it is created anew. */
  forget(user: string): void {
    this.#users.delete(this.conversation(user));
  }

  #converse(user: string): string {
    const conversation = `a:${++this.#created}`;
    this.#conversations.set(user, conversation);
    this.#users.set(conversation, user);
    this.#meant.set(conversation, user);
    return conversation;
  }

  /** Teams as a machine reaches it. */
  reachedBy(machine: Machine, forecast: Forecast): Teams {
    const call = (accept: () => TeamsAnswer, tell: (answer: TeamsAnswer) => void): Promise<TeamsAnswer> =>
      new Promise((resolve) => {
        if (!machine.alive) return;
        this.requests.push(machine.time.now);
        const { teams, machine: strikes } = forecast();
        if (machine.chance() < strikes.freeze) machine.freeze(machine.travel(1_000, 60_000));
        if (machine.chance() < strikes.crash) machine.crash();
        const draw = machine.chance();
        const there = machine.travel(100, 700);
        const answered = (answer: TeamsAnswer, after: number) =>
          machine.hear(after, () => {
            tell(answer);
            resolve(answer);
          });
        let edge = 0;
        const falls = (share: number) => {
          edge += share;
          return draw < edge;
        };
        if (falls(teams.throttled)) {
          const retryAfter = machine.chance() < 0.5 ? {} : { retryAfter: Math.round(machine.travel(0, 8_000)) };
          return answered({ kind: 'refused', status: 429, ...retryAfter }, there);
        }
        if (falls(teams.busy)) return answered({ kind: 'refused', status: 412, code: 'PreconditionFailed' }, there);
        const accepting = (afterwards: (answer: TeamsAnswer) => void) =>
          machine.time.after(there, () => afterwards(accept()));
        // A failure of the service may come before or after the message was accepted.
        const maybe = machine.chance() < 0.5;
        if (falls(teams.broken)) {
          if (maybe) accepting(() => {});
          return answered({ kind: 'refused', status: 500 }, there * 2);
        }
        if (falls(teams.gateway)) {
          if (maybe) accepting(() => {});
          return answered({ kind: 'refused', status: maybe ? 502 : 504 }, there * 2);
        }
        if (falls(teams.hang)) {
          if (maybe) accepting(() => {});
          return answered({ kind: 'unanswered', cause: 'time-out' }, TIME_OUT);
        }
        if (falls(teams.lostAnswer)) return accepting(() => answered({ kind: 'unanswered', cause: 'reset' }, 1));
        const back = falls(teams.slow) ? machine.travel(2_000, TIME_OUT - 1_000) : machine.travel(100, 700);
        accepting((answer) => answered(answer, back));
      });

    return {
      createConversation: ({ user }) =>
        call(
          () =>
            this.#uninstalled.has(user) || !this.#conversations.has(user)
              ? { kind: 'refused', status: 403, code: 'ForbiddenOperationException' }
              : {
                  kind: 'accepted',
                  id: this.#users.has(this.conversation(user)) ? this.conversation(user) : this.#converse(user),
                },
          (answer) => {
            if (answer.kind === 'accepted' || (answer.kind === 'refused' && answer.status === 429)) return;
            this.createsFailed.set(user, (this.createsFailed.get(user) ?? 0) + 1);
          },
        ),
      send: ({ conversation }) => {
        const user = this.#users.get(conversation);
        const post: Post = {
          user: this.#meant.get(conversation)!,
          sent: machine.time.now,
          machine,
          accepted: false,
          known: false,
        };
        this.posts.push(post);
        return call(
          () => {
            if (user === undefined || this.#users.get(conversation) !== user) {
              return { kind: 'refused', status: 404, code: 'ConversationNotFound' };
            }
            if (this.#uninstalled.has(user))
              return { kind: 'refused', status: 403, code: 'BotNotInConversationRoster' };
            if (machine.chance() < forecast().teams.notFound) {
              return { kind: 'refused', status: 404, code: 'ConversationNotFound' };
            }
            post.accepted = true;
            this.#received.set(user, this.received(user) + 1);
            return { kind: 'accepted', id: `${post.sent}` };
          },
          (answer) => {
            post.known = answer.kind === 'accepted' || (answer.kind === 'refused' && answer.status < 500);
            if (answer.kind === 'refused') post.refused = answer.status;
          },
        );
      },
    };
  }
}
