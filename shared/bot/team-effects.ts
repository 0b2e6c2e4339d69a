import { type ConversationFacts, type ConversationState, channelKey, teamKey } from '../audience/conversation.ts';
import { type Effect, effect } from './effect.ts';
import type { InboundActivity } from './inbound-activity.ts';
import { presenceIn } from './presence.ts';

/** What an event says about a team. */
const teamEvents: ReadonlyMap<string, ConversationFacts> = new Map([
  ['teamrenamed', {}],
  ['teamarchived', { archived: true }],
  ['teamunarchived', { archived: false }],
  ['teamdeleted', { deleted: true }],
  ['teamharddeleted', { deleted: true }],
  ['teamrestored', { deleted: false }],
]);

/** What an event says about a channel. Sharing one with another team changes nothing for those who have it. */
const channelEvents: ReadonlyMap<string, ConversationFacts> = new Map([
  ['channelcreated', { deleted: false }],
  ['channelrenamed', {}],
  ['channeldeleted', { deleted: true }],
  ['channelrestored', { deleted: false }],
  ['channelshared', {}],
  ['channelunshared', {}],
]);

/**
 * A team and its channels. Members who come and go are none of it: people in a team are not personal chats. When the
 * bot is removed from a team, its channels' rows stay as they are: who reads them looks at the team's row too
 * (audience/reachable.ts).
 */
export function teamEffects(activity: InboundActivity): readonly Effect[] {
  const { team, channel, event, conversation } = activity;
  if (!team) return [];
  const inChannel = channel?.id ?? conversation ?? team.id;
  const ofTeam = teamEvents.get(event);
  if (ofTeam) return [onTeam(activity, team, ofTeam)];
  const ofChannel = channelEvents.get(event);
  if (ofChannel) {
    const state = event === 'channelcreated' ? 'active' : undefined;
    return [onTeam(activity, team), onChannel(activity, team.id, inChannel, ofChannel, state)];
  }
  const presence = presenceIn(activity);
  if (!presence) return [];
  const { state } = presence;
  // A shared or private channel takes the bot in, or puts it out, by itself.
  if (event.startsWith('channelmember')) return [onChannel(activity, team.id, inChannel, {}, state)];
  const about = onTeam(activity, team, {}, state);
  if (state !== 'active') return [about];
  const channels = activity.type === 'message' ? [inChannel] : channelsOfInstall(activity, team.id);
  return [about, ...channels.map((id) => onChannel(activity, team.id, id, {}, state))];
}

/** The General channel, whose id is the team's, and the channel that was chosen. */
function channelsOfInstall(
  { selectedChannel, channel, conversation }: InboundActivity,
  team: string,
): readonly string[] {
  return [...new Set([team, selectedChannel, channel?.id, conversation].filter((id) => id !== undefined))];
}

function onTeam(
  activity: InboundActivity,
  { id, name, aadGroupId }: NonNullable<InboundActivity['team']>,
  facts: ConversationFacts = {},
  state?: ConversationState,
): Effect {
  return effect(activity, teamKey(id), { conversation: id, name, aadGroupId, ...facts }, state);
}

function onChannel(
  activity: InboundActivity,
  team: string,
  id: string,
  facts: ConversationFacts,
  state?: ConversationState,
): Effect {
  const { channel, conversation, conversationName } = activity;
  // A conversation in a team bears the name of its channel.
  const name =
    channel?.id === id && channel.name !== undefined
      ? channel.name
      : conversation === id
        ? conversationName
        : undefined;
  return effect(activity, channelKey(team, id), { conversation: id, name, ...facts }, state);
}
