import type { ConversationState } from '../audience/conversation.ts';
import type { InboundActivity, Person } from './inbound-activity.ts';

/** What an activity tells of the bot's place in its conversation. */
export interface Presence {
  /** Absent: the conversation is there, but that is no news of whether it can be reached. */
  readonly state?: ConversationState;
}

/**
 * Whether an activity is about the bot's own place. An install or a message proves that it can be reached, an uninstall
 * that it can't. An upgrade is neither: Teams tells it as `remove-upgrade` and `add-upgrade`, or as `upgrade`.
 * @returns undefined when it is about somebody or something else
 */
export function presenceIn(activity: InboundActivity): Presence | undefined {
  switch (activity.type) {
    case 'message':
      return { state: 'active' };
    case 'installationupdate':
      return installation(activity.action);
    case 'conversationupdate':
      if (hasBot(activity, activity.removed)) return { state: 'removed' };
      return hasBot(activity, activity.added) ? { state: 'active' } : undefined;
    default:
      return undefined;
  }
}

function installation(action: string): Presence {
  if (action === 'add') return { state: 'active' };
  return action === 'remove' ? { state: 'removed' } : {};
}

/** Among members, ours is the one the activity was sent to; teams may have other bots. */
function hasBot({ bot }: InboundActivity, members: readonly Person[]): boolean {
  return bot !== undefined && members.some(({ id }) => id === bot);
}
