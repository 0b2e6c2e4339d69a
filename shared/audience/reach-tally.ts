import type { Row } from '../storage/table.ts';
import { type Conversation, decodeConversation } from './conversation.ts';
import { isReachable } from './reachable.ts';

/** What conversations there are. */
export const conversationKinds = ['people', 'teams', 'channels', 'chats'] as const;
export type ConversationKind = (typeof conversationKinds)[number];

/**
 * How a conversation stands; each is in one of these. The first two are reachable: `unopened` is somebody whose chat has
 * to be created first. A channel is archived, deleted or uninstalled with its team.
 */
export const reachStates = ['active', 'unopened', 'uninstalled', 'blocked', 'archived', 'deleted'] as const;
export type ReachState = (typeof reachStates)[number];

/** The conversations of one kind. */
export interface KindTally {
  readonly states: Readonly<Record<ReachState, number>>;
  /** Reachable, and an install or a message said so within the last hour, or day. */
  readonly lastHour: number;
  readonly lastDay: number;
  /** When the newest of these was said, ms since 1970; 0: never. */
  readonly newest: number;
}

/** Who is on record, counted. */
export interface ReachTally {
  readonly kinds: Readonly<Record<ConversationKind, KindTally>>;
  /** People who can be reached, by the language of their client: `de`, `pt`. */
  readonly languages: Readonly<Record<string, number>>;
}

/** A million conversations are counted in place. */
export type Counting = {
  readonly kinds: Readonly<Record<ConversationKind, { states: Record<ReachState, number> } & Numbers>>;
  readonly languages: Record<string, number>;
};
type Numbers = { -readonly [K in Exclude<keyof KindTally, 'states'>]: number };

/** The columns that counting needs. */
export const reachColumns = ['state', 'stateAt', 'conversation', 'locale', 'archived', 'deleted'];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** So many languages are told apart. Teams has fewer; a locale is what some client said, and may be anything. */
const LANGUAGES = 100;
/** Of a client that said none, and of those beyond the languages that are told apart. */
const UNKNOWN_LANGUAGE = 'unknown';
const OTHER_LANGUAGES = 'other';

const kindOfPrefix: Readonly<Record<string, ConversationKind>> = {
  'u|': 'people',
  't|': 'teams',
  'c|': 'channels',
  'g|': 'chats',
};

/** What a row is of, by its key; nothing for a row of a later version of this program. */
export function kindOf(key: string): ConversationKind | undefined {
  return kindOfPrefix[key.slice(0, 2)];
}

export function noReach(): Counting {
  const none = () => ({
    ...{ states: { active: 0, unopened: 0, uninstalled: 0, blocked: 0, archived: 0, deleted: 0 } },
    ...{ lastHour: 0, lastDay: 0, newest: 0 },
  });
  return { kinds: { people: none(), teams: none(), channels: none(), chats: none() }, languages: {} };
}

/**
 * Counts a row. Nothing is refused: a damaged one counts as planning takes it, as somebody whose chat can be created.
 * @param team of a channel, as far as there is one
 * @param now ms since 1970
 */
export function countRow(counting: Counting, { key, values }: Row, team: Conversation | undefined, now: number): void {
  const kind = kindOf(key);
  if (!kind) return;
  const conversation = decodeConversation(values);
  const tally = counting.kinds[kind];
  tally.states[stateOf(kind, conversation, team)]++;
  if (!isReachable(conversation, team)) return;
  const { stateAt, locale } = conversation;
  if (stateAt > now - HOUR) tally.lastHour++;
  if (stateAt > now - DAY) tally.lastDay++;
  tally.newest = Math.max(tally.newest, stateAt);
  if (kind === 'people') countLanguage(counting.languages, locale);
}

/** How a conversation stands that is not reachable because of itself, or else because of its team. */
function stateOf(kind: ConversationKind, conversation: Conversation, team: Conversation | undefined): ReachState {
  const { state, deleted, archived } = isReachable(conversation) ? (team ?? conversation) : conversation;
  if (state !== 'active') return state === 'removed' ? 'uninstalled' : 'blocked';
  if (deleted) return 'deleted';
  if (archived) return 'archived';
  return kind === 'people' && conversation.conversation === undefined ? 'unopened' : 'active';
}

function countLanguage(languages: Record<string, number>, locale: string | undefined): void {
  const [, own = UNKNOWN_LANGUAGE] = /^([a-z]{2,3})(?:[-_]|$)/.exec(locale?.toLowerCase() ?? '') ?? [];
  const isTold = Object.hasOwn(languages, own) || Object.keys(languages).length < LANGUAGES;
  const name = isTold ? own : OTHER_LANGUAGES;
  languages[name] = (languages[name] ?? 0) + 1;
}
