import type { MemoryTeams } from '../../memory/memory-teams.ts';
import type { Machine } from '../machine.ts';

/** One message of a machine on its way to somebody. */
export interface Post {
  /** The message's text at first: by it everybody knows what it belongs to. */
  readonly text: string;
  /** The text it was posted with. */
  readonly says: string;
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

/** One request of any kind. */
export interface Asked {
  readonly at: number;
  readonly machine: Machine;
}

/** What Teams and its users have seen: held against what the app says. */
export class Witness {
  readonly teams: MemoryTeams;
  readonly posts: Post[] = [];
  readonly requests: Asked[] = [];
  /** Requests that were answered 429. */
  throttled = 0;
  /** When a message was last accepted, and the longest time between two, ms. */
  readonly silence = { since: undefined as number | undefined, longest: 0 };
  /** Tries to create a user's conversation that brought none. */
  readonly createsFailed = new Map<string, number>();
  /** Edits and removals of a user's messages that came to nothing, 429 aside. */
  readonly changesFailed = new Map<string, number>();
  readonly #byUser = new Map<string, Post[]>();
  /** Users who ever could not be reached. */
  readonly #everAway = new Set<string>();

  constructor(teams: MemoryTeams) {
    this.teams = teams;
  }

  post(post: Post): Post {
    this.posts.push(post);
    const key = keyOf(post.text, post.user);
    const posts = this.#byUser.get(key);
    if (posts) posts.push(post);
    else this.#byUser.set(key, [post]);
    return post;
  }

  /** All posts of one message to one user. */
  postsTo(text: string, user: string): readonly Post[] {
    return this.#byUser.get(keyOf(text, user)) ?? [];
  }

  /** How often somebody has the message. */
  received(text: string, user: string): number {
    return this.postsTo(text, user).filter((post) => post.accepted).length;
  }

  /** Somebody takes the app away, blocks it, or does not have it yet. */
  leave(user: string, how: 'uninstalled' | 'blocked' | 'absent'): void {
    this.teams.setStatus(user, how);
    this.#everAway.add(user);
  }

  /** Whether somebody could not be reached at any time. */
  wasAway(user: string): boolean {
    return this.#everAway.has(user) || this.teams.status(user) !== 'installed';
  }

  /** A message was accepted now. */
  noteProgress(now: number): void {
    if (this.silence.since === undefined) return;
    this.silence.longest = Math.max(this.silence.longest, now - this.silence.since);
    this.silence.since = now;
  }

  /** There is something to send from now on, and somebody to send it. */
  expectProgress(now: number): void {
    this.silence.since = now;
  }

  /** The time until the next message is nobody's silence: there was nothing to send, or nobody to send it. */
  rest(): void {
    this.silence.since = undefined;
  }
}

const keyOf = (text: string, user: string): string => `${text}|${user}`;
