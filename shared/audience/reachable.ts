import type { Conversation } from './conversation.ts';

/**
 * Whether a conversation can be sent to. A channel is as reachable as its team: that the app was removed from a team,
 * or the team deleted, is written in the team's row alone, so nothing can be half done, and an install finds its
 * channels as they were.
 * @param team the row of a channel's team, as far as there is one
 */
export function isReachable(conversation: Conversation, team?: Conversation): boolean {
  return isOpen(conversation) && (!team || isOpen(team));
}

function isOpen({ state, archived, deleted }: Conversation): boolean {
  return state === 'active' && !archived && !deleted;
}
