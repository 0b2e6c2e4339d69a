import { type Answer, refusals } from './answers.ts';
import type { Org } from './org/org.ts';

/**
 * How one user stands to the bot.
 * - `absent`: never had the app
 * - `installed`: can be reached
 * - `uninstalled`: took the app away
 * - `blocked`: blocked the bot; `writes-blocked` is the same, answered by Teams in its other form (errorCode 209)
 * - `unknown`: Teams no longer knows this person
 */
export type UserStatus = 'absent' | 'installed' | 'uninstalled' | 'blocked' | 'writes-blocked' | 'unknown';

/** How the whole tenant, or Azure, stands to the bot. */
export type BotStatus = 'ok' | 'disabled-by-admin' | 'not-registered';

const STATUSES: readonly UserStatus[] = ['absent', 'installed', 'uninstalled', 'blocked', 'writes-blocked', 'unknown'];

/** Why nothing can be posted to somebody, by status. */
const POST_REFUSALS: Readonly<Record<UserStatus, Answer | undefined>> = {
  absent: refusals['403-bot-not-in-roster'],
  installed: undefined,
  uninstalled: refusals['403-bot-not-in-roster'],
  blocked: refusals['403-conversation-blocked-by-user'],
  'writes-blocked': refusals['403-message-writes-blocked'],
  unknown: refusals['404-conversation-not-found'],
};

/** Who has the bot, and whose chat with it exists. One byte a user; more only for those who differ. */
export class Presence {
  bot: BotStatus = 'ok';
  /** The region the tenant is in; requests below another region's serviceUrl are refused. */
  region: string;
  readonly teams = new Set<number>();
  readonly groupChats = new Set<number>();
  readonly #org: Org;
  readonly #status: Uint8Array;
  readonly #chats = new Map<number, { generation: number; exists: boolean }>();

  constructor(org: Org, region: string, initial: UserStatus) {
    this.#org = org;
    this.region = region;
    this.#status = new Uint8Array(org.users).fill(STATUSES.indexOf(initial));
  }

  status(user: number): UserStatus {
    return STATUSES[this.#status[user] ?? 0]!;
  }

  setStatus(user: number, status: UserStatus): void {
    this.#status[user] = STATUSES.indexOf(status);
  }

  /** The id of the user's chat with the bot as it is now, or will be when it is next made. */
  conversationId(user: number): string {
    return this.#org.ids.conversationId(user, this.#chats.get(user)?.generation ?? 0);
  }

  /** Makes the user's chat if it is gone, and gives its id. */
  openConversation(user: number): string {
    const chat = this.#chats.get(user);
    if (chat !== undefined) chat.exists = true;
    return this.conversationId(user);
  }

  /** Deletes the user's chat: its id becomes invalid, the next one made has another. */
  deleteConversation(user: number): void {
    this.#chats.set(user, { generation: (this.#chats.get(user)?.generation ?? 0) + 1, exists: false });
  }

  /** Whether this is the id of a chat that exists now. */
  isOpen(user: number, generation: number): boolean {
    const chat = this.#chats.get(user);
    return chat === undefined ? generation === 0 : chat.exists && chat.generation === generation;
  }
}

/** What keeps the bot from doing anything at all, if something does. */
export function botRefusal(bot: BotStatus): Answer | undefined {
  if (bot === 'not-registered') return refusals['401-bot-not-registered'];
  if (bot === 'disabled-by-admin') return refusals['403-bot-disabled-by-admin'];
  return undefined;
}

/** What keeps the bot from posting to a user, if something does. */
export function postRefusal(status: UserStatus): Answer | undefined {
  return POST_REFUSALS[status];
}

/** What keeps the bot from making a chat with a user, if something does. */
export function createRefusal(status: UserStatus, byAadObjectId: boolean): Answer | undefined {
  const hasNotTheApp = status === 'absent' || status === 'uninstalled' || status === 'unknown';
  return hasNotTheApp && byAadObjectId ? refusals['403-forbidden-operation'] : POST_REFUSALS[status];
}
