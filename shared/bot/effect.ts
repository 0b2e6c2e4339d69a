import type { ConversationFacts } from '../audience/conversation.ts';
import type { ConversationChange } from '../audience/merge-conversation.ts';
import type { InboundActivity } from './inbound-activity.ts';

/** What an activity changes in one row of its tenant's conversations. */
export interface Effect {
  /** Of audience/conversation.ts. */
  readonly key: string;
  readonly change: ConversationChange;
}

type Maybe<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** An effect at the activity's time, with what every activity tells: where Teams is, and who we are there. */
export function effect(
  { at, serviceUrl, bot }: InboundActivity,
  key: string,
  facts: Maybe<ConversationFacts>,
  state?: ConversationChange['state'],
): Effect {
  const known = Object.entries({ serviceUrl, botId: bot, ...facts }).filter(([, value]) => value !== undefined);
  return { key, change: { at, ...(state && { state }), facts: Object.fromEntries(known) } };
}
