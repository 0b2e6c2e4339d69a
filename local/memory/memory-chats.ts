/** A user who has the chat that never was deleted is not remembered. */
interface Chat {
  readonly generation: number;
  readonly exists: boolean;
}

/** What the id of a chat says. */
export interface ChatPlace {
  readonly user: string;
  readonly generation: number;
}

/**
 * The personal chats of a tenant with a bot. A chat's id names its user and how often the chat was made anew, so a million
 * people need no memory until they differ.
 */
export class MemoryChats {
  readonly #users: ReadonlySet<string>;
  readonly #chats = new Map<string, Chat>();

  constructor(users: ReadonlySet<string>) {
    this.#users = users;
  }

  /** The id of a user's chat; after its deletion, the one it will have when it is made anew. */
  id(user: string): string {
    return `a:${this.#chats.get(user)?.generation ?? 0}:${user}`;
  }

  /** There is a chat with this user from now on, if there was none. */
  make(user: string): void {
    const chat = this.#chats.get(user);
    if (chat !== undefined) this.#chats.set(user, { ...chat, exists: true });
  }

  delete(user: string): void {
    this.#chats.set(user, { generation: (this.#chats.get(user)?.generation ?? 0) + 1, exists: false });
  }

  /** Which chat an id is of, whether or not it is there; nothing when it never was anybody's. */
  read(id: string): ChatPlace | undefined {
    const [, generation, user = ''] = /^a:(\d+):(.+)$/.exec(id) ?? [];
    return this.#users.has(user) ? { user, generation: Number(generation) } : undefined;
  }

  isOpen({ user, generation }: ChatPlace): boolean {
    const chat = this.#chats.get(user);
    return chat === undefined ? generation === 0 : chat.exists && chat.generation === generation;
  }
}
