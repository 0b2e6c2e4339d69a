/**
 * Rows of the table `Conversations`: where somebody can be reached, and whether. Partition: the tenant's id in lower
 * case. One row each for a personal chat, a team, a channel and a group chat, in stretches of the key order, so that
 * "everyone" is one range.
 *
 * Activities arrive more than once and in any order, so a row says of each of its facts when it was true, and only what
 * is newer replaces it (merge-conversation.ts).
 */
import type { JsonObject } from '../input/fields.ts';
import { isInstant } from '../storage/columns.ts';
import type { Row, Values } from '../storage/table.ts';

/** Can it be reached? `removed`: the app was uninstalled there. `blocked`: the user blocked the bot. */
export type ConversationState = 'active' | 'removed' | 'blocked';

/** What is known of a conversation beside its state. Absent is what nobody has told yet. */
export interface ConversationFacts {
  /** The id to send to, without `;messageid=`. Absent: create the conversation to learn it. */
  readonly conversation?: string;
  /** The user's `29:` id, valid for this bot only. */
  readonly user?: string;
  /** Of the user, the team, the channel or the chat. */
  readonly name?: string;
  readonly locale?: string;
  /** An IANA name such as `Europe/Paris`. */
  readonly timeZone?: string;
  /** The one its newest activity came with; the tenant's (tenants.ts) is newer or the same. */
  readonly serviceUrl?: string;
  /** The bot's own id, `28:…`. */
  readonly botId?: string;
  /** The Entra group behind a team. */
  readonly aadGroupId?: string;
  /** Of teams and channels. */
  readonly archived?: boolean;
  readonly deleted?: boolean;
}

export type Fact = keyof ConversationFacts;

export interface Conversation extends ConversationFacts {
  readonly state: ConversationState;
  /** When what set the state happened (ms since 1970); 0 when nobody said so and `active` is only taken for granted. */
  readonly stateAt: number;
  /** The time of the newest activity that is in the row, ms since 1970. */
  readonly at: number;
  /** When each fact was true that is older than `at`. */
  readonly olderFacts: Readonly<Partial<Record<Fact, number>>>;
}

/** The shape's version, in the column `v`. */
const CONVERSATION_VERSION = 1;

/** @param aadObjectId in any case: the key is canonical, so that "everyone" and a list of ids meet in one order */
export function userKey(aadObjectId: string): string {
  return `${USERS.from}${aadObjectId.toLowerCase()}`;
}

/** The personal chats of a partition, in the order of the users' ids. */
export const USERS = { from: 'u|', before: 'u}' } as const;

/** The AAD object id in a key of {@link userKey}; undefined for other keys. */
export function userOfKey(key: string): string | undefined {
  return key.startsWith(USERS.from) ? key.slice(USERS.from.length) : undefined;
}

export function teamKey(team: string): string {
  return `t|${team}`;
}

/** The team in a key of {@link teamKey}; undefined for other keys. */
export function teamOfKey(key: string): string | undefined {
  return key.startsWith('t|') ? key.slice(2) : undefined;
}

/** The channels of a team. */
export const channelsOf = (team: string) => ({ from: `c|${team}|`, before: `c|${team}}` }) as const;

export function channelKey(team: string, channel: string): string {
  return `c|${team}|${channel}`;
}

export function chatKey(chat: string): string {
  return `g|${chat}`;
}

/** The partition of the register of tenants (tenants.ts). No tenant has this id. */
export const TENANTS = 'tenants';

/** The key of a tenant in the register. */
export function tenantRow(tenant: string): string {
  return tenant.toLowerCase();
}

const strings = ['conversation', 'user', 'name', 'locale', 'timeZone', 'serviceUrl', 'botId', 'aadGroupId'] as const;
const booleans = ['archived', 'deleted'] as const;

/** Every fact, in the one order that rows keep them in. */
export const facts: readonly Fact[] = [...strings, ...booleans];

/**
 * Reads a row to put an event into it. Nothing here is refused: what is missing or of another type counts as unknown, and
 * the event, which is newer, is written in its place. So a damaged row heals with the next word of its user.
 */
export function decodeConversation(values: Row['values']): Conversation {
  const known: Record<string, unknown> = {};
  for (const name of strings) if (typeof values[name] === 'string') known[name] = values[name];
  for (const name of booleans) if (typeof values[name] === 'boolean') known[name] = values[name];
  const { state } = values;
  return {
    ...(known as ConversationFacts),
    state: state === 'removed' || state === 'blocked' ? state : 'active',
    stateAt: time(values['stateAt']),
    at: time(values['at']),
    olderFacts: decodeTimes(values['olderFacts']),
  };
}

/** The columns of a row. */
export function encodeConversation(conversation: Conversation): Values {
  const { state, stateAt, at, olderFacts } = conversation;
  const known = Object.fromEntries(facts.map((fact) => [fact, conversation[fact]]));
  const times = facts.filter((fact) => olderFacts[fact] !== undefined).map((fact) => [fact, olderFacts[fact]]);
  return {
    v: CONVERSATION_VERSION,
    state,
    stateAt,
    at,
    ...known,
    olderFacts: times.length > 0 ? JSON.stringify(Object.fromEntries(times)) : undefined,
  };
}

function decodeTimes(value: unknown): Conversation['olderFacts'] {
  if (typeof value !== 'string') return {};
  let times: unknown;
  try {
    times = JSON.parse(value);
  } catch {
    return {};
  }
  if (typeof times !== 'object' || times === null) return {};
  return Object.fromEntries(
    facts.filter((fact) => Object.hasOwn(times, fact)).map((fact) => [fact, time((times as JsonObject)[fact])]),
  );
}

function time(value: unknown): number {
  return isInstant(value) ? value : 0;
}
