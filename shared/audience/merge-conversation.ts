import type { Conversation, ConversationFacts, ConversationState, Fact } from './conversation.ts';
import { facts } from './conversation.ts';

/** What one event says about one conversation. */
export interface ConversationChange {
  /** When it happened, ms since 1970. */
  readonly at: number;
  /** Absent: it says nothing about whether the conversation can be reached. */
  readonly state?: ConversationState;
  readonly facts: ConversationFacts;
}

/**
 * At the same millisecond the stronger state holds. So an install that is delivered again after the uninstall undoes
 * nothing, in whatever order they come; who really installs again does so later.
 */
const strength: Readonly<Record<ConversationState, number>> = { active: 0, blocked: 1, removed: 2 };

/**
 * Puts a change into a conversation, or begins one. For the state, and for each fact by itself, the newest event that
 * has something to say about it wins; at the same time the greater value (any rule would do, as long as it is one). So
 * any order of the same events, with any of them repeated, ends in the same row.
 * @returns undefined when the conversation has it all already
 */
export function merge(before: Conversation | undefined, change: ConversationChange): Conversation | undefined {
  const at = Math.max(before?.at ?? 0, change.at);
  const stateWins =
    change.state !== undefined &&
    (!before ||
      change.at > before.stateAt ||
      (change.at === before.stateAt && strength[change.state] > strength[before.state]));
  const known: Record<string, unknown> = {};
  const times: Partial<Record<Fact, number>> = {};
  let news = before === undefined || stateWins || at > before.at;

  for (const fact of facts) {
    const old = before?.[fact];
    const oldAt = before?.olderFacts[fact] ?? before?.at ?? 0;
    const told = change.facts[fact];
    const wins =
      told !== undefined &&
      (old === undefined || change.at > oldAt || (change.at === oldAt && String(told) > String(old)));
    const value = wins ? told : old;
    if (value === undefined) continue;
    const valueAt = wins ? change.at : oldAt;
    known[fact] = value;
    if (valueAt < at) times[fact] = valueAt;
    news ||= wins;
  }

  if (!news) return undefined;
  return {
    ...(known as ConversationFacts),
    state: stateWins ? change.state : (before?.state ?? 'active'),
    stateAt: stateWins ? change.at : (before?.stateAt ?? 0),
    at,
    olderFacts: times,
  };
}
