import { chatKey } from '../audience/conversation.ts';
import { type Effect, effect } from './effect.ts';
import type { InboundActivity } from './inbound-activity.ts';
import { presenceIn } from './presence.ts';

/** A group chat, or the chat of a meeting. Its people are none of it, whether signed in or anonymous. */
export function chatEffects(activity: InboundActivity): readonly Effect[] {
  const { conversation, conversationName } = activity;
  const presence = presenceIn(activity);
  if (!presence || conversation === undefined) return [];
  return [effect(activity, chatKey(conversation), { conversation, name: conversationName }, presence.state)];
}
