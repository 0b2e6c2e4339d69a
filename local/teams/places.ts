import { type Answer, refusals } from './answers.ts';
import type { Channel, GroupChat, Org, Team } from './org/org.ts';
import { type Presence, postRefusal } from './presence.ts';

/** Where a message can be: the personal chat of a user, a channel, a group chat. */
export type Place =
  | { readonly kind: 'personal'; readonly user: number; readonly generation: number }
  | { readonly kind: 'channel'; readonly team: Team; readonly channel: Channel }
  | { readonly kind: 'groupChat'; readonly chat: GroupChat };

/** What messages of a place are kept under: the user's index, or the channel's or group chat's id. */
export type PlaceKey = number | string;

/** Finds the places of an org by their ids. */
export class Places {
  readonly #org: Org;
  readonly #shared = new Map<string, Place>();

  constructor(org: Org) {
    this.#org = org;
    for (const team of org.teams) {
      for (const channel of team.channels) this.#shared.set(channel.id, { kind: 'channel', team, channel });
    }
    for (const chat of org.groupChats) this.#shared.set(chat.id, { kind: 'groupChat', chat });
  }

  /** The place with a conversation id; a channel's may name a thread (`;messageid=`). Undefined when there is none. */
  find(conversation: string): Place | undefined {
    if (conversation.startsWith('19:')) return this.#shared.get(conversation.split(';', 1)[0]!);
    const read = this.#org.ids.readConversation(conversation);
    return read !== undefined && read.user < this.#org.users ? { kind: 'personal', ...read } : undefined;
  }
}

export function placeKey(place: Place): PlaceKey {
  switch (place.kind) {
    case 'personal':
      return place.user;
    case 'channel':
      return place.channel.id;
    case 'groupChat':
      return place.chat.id;
  }
}

/** Users in a place, by index. */
export function placeMembers(place: Place): readonly number[] {
  switch (place.kind) {
    case 'personal':
      return [place.user];
    case 'channel':
      return place.team.members;
    case 'groupChat':
      return place.chat.members;
  }
}

/** What keeps the bot from posting to a conversation, if something does. */
export function placeRefusal(presence: Presence, conversation: string, place: Place | undefined): Answer | undefined {
  if (place === undefined) return strangeConversation(conversation);
  if (place.kind === 'personal') {
    const refusal = postRefusal(presence.status(place.user));
    return (
      refusal ?? (presence.isOpen(place.user, place.generation) ? undefined : refusals['404-conversation-not-found'])
    );
  }
  const isInstalled =
    place.kind === 'channel' ? presence.teams.has(place.team.index) : presence.groupChats.has(place.chat.index);
  return isInstalled ? undefined : refusals['403-bot-not-in-roster'];
}

/** What a conversation's id is answered with that names no place of ours. */
export function strangeConversation(conversation: string): Answer {
  // An `a:` id that cannot be read is another bot's; Graph's id of a personal chat is valid, but not for bots.
  if (!conversation.startsWith('19:')) return refusals['403-bad-argument-decrypt'];
  return conversation.endsWith('@unq.gbl.spaces')
    ? refusals['403-bot-not-in-roster']
    : refusals['404-conversation-not-found'];
}
