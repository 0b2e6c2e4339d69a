import { chatEffects } from './chat-effects.ts';
import type { Effect } from './effect.ts';
import type { InboundActivity } from './inbound-activity.ts';
import { personalEffects } from './personal-effects.ts';
import { teamEffects } from './team-effects.ts';

/** What an activity changes in its tenant's conversations; nothing, where it says nothing about where to reach whom. */
export function effectsOf(activity: InboundActivity): readonly Effect[] {
  switch (activity.scope) {
    case 'personal':
      return personalEffects(activity);
    case 'team':
      return teamEffects(activity);
    case 'chat':
      return chatEffects(activity);
    case 'unknown':
      return [];
  }
}
