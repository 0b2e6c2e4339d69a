import { userKey } from '../audience/conversation.ts';
import { type Effect, effect } from './effect.ts';
import type { InboundActivity, Person } from './inbound-activity.ts';
import { presenceIn } from './presence.ts';

/**
 * What somebody does in the chat with the bot, beside writing. It proves that the chat is there; whether it can be
 * reached is another matter, for old messages can be liked or deleted in a chat where the bot is blocked. Typing and
 * read receipts are not here: a broadcast to a million people brings a million receipts, and they tell nothing new.
 */
const signsOfLife = new Set(['messageupdate', 'messagedelete', 'messagereaction', 'invoke']);

/**
 * A personal chat. It is recorded under the user's AAD object id and under nothing else: a person who was also recorded
 * under the `29:` id, because an activity lacked the other, would be told everything twice. So without it nothing is
 * recorded; an activity that has it comes with the next word, and until then the chat can be created by that id.
 */
export function personalEffects(activity: InboundActivity): readonly Effect[] {
  const presence = presenceIn(activity) ?? (signsOfLife.has(activity.type) ? {} : undefined);
  const user = userIn(activity);
  if (!presence || user?.aadObjectId === undefined) return [];
  const { conversation, locale, timeZone } = activity;
  const facts = { conversation, user: user.id, name: user.name, locale, timeZone };
  return [effect(activity, userKey(user.aadObjectId), facts, presence.state)];
}

/** Who of those named is the person: the sender, or the member who came with the bot. */
function userIn({ from, added, removed, bot }: InboundActivity): Person | undefined {
  const isBot = (id: string | undefined) => id !== undefined && (id === bot || id.startsWith('28:'));
  return [from, ...added, ...removed].find(({ id, aadObjectId }) => aadObjectId !== undefined && !isBot(id));
}
