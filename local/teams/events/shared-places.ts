import type { Channel, GroupChat, OrgUser, Team } from '../org/org.ts';
import { type ActivityWriter, clientInfo, type InboundActivity, type InboundConversation } from './activity.ts';
import type { InstallAction } from './personal.ts';

/** What a conversationUpdate can tell about a team or one of its channels. */
export type TeamEvent =
  | 'channelCreated'
  | 'channelRenamed'
  | 'channelDeleted'
  | 'channelRestored'
  | 'teamRenamed'
  | 'teamArchived'
  | 'teamUnarchived'
  | 'teamDeleted'
  | 'teamHardDeleted'
  | 'teamRestored';

/** The bot, or a user, was added to a team or removed from it. */
export function teamMembership(
  writer: ActivityWriter,
  by: OrgUser,
  team: Team,
  change: 'added' | 'removed',
  about: { readonly member?: OrgUser; readonly channel?: Channel } = {},
): InboundActivity {
  const { member, channel = team.channels[0]! } = about;
  const who = member ? { id: member.id, aadObjectId: member.aadObjectId } : { id: writer.org.bot.id };
  const isInstall = member === undefined && change === 'added';
  return writer.event(
    'conversationUpdate',
    by,
    inChannel(writer, isInstall ? channel : team.channels[0]!),
    change === 'added' ? { membersAdded: [who] } : { membersRemoved: [who] },
    {
      ...(isInstall ? { settings: { selectedChannel: { id: channel.id } } } : {}),
      team: teamData(team),
      eventType: change === 'added' ? 'teamMemberAdded' : 'teamMemberRemoved',
    },
  );
}

/** The app was installed in a team, removed or upgraded. */
export function teamInstallation(
  writer: ActivityWriter,
  by: OrgUser,
  team: Team,
  action: InstallAction,
  channel: Channel = team.channels[0]!,
): InboundActivity {
  return writer.event(
    'installationUpdate',
    by,
    inChannel(writer, channel),
    { action, locale: by.locale, entities: [clientInfo(by, false)] },
    {
      channel: { id: channel.id },
      team: teamData(team),
      ...(action === 'add' ? { settings: { selectedChannel: { id: channel.id } } } : {}),
      source: { name: 'message' },
    },
  );
}

/** Something happened to a team or to one of its channels: the conversation is the team's either way. */
export function teamChanged(
  writer: ActivityWriter,
  by: OrgUser,
  team: Team,
  eventType: TeamEvent,
  channel?: Channel,
): InboundActivity {
  const about = channel === undefined ? {} : { channel: { id: channel.id, name: channel.name } };
  const channelData = { ...about, team: teamData(team), eventType };
  return writer.event('conversationUpdate', by, inChannel(writer, team.channels[0]!), {}, channelData);
}

/** The bot was added to a group chat or removed from it. */
export function groupChatMembership(
  writer: ActivityWriter,
  by: OrgUser,
  chat: GroupChat,
  change: 'added' | 'removed',
): InboundActivity {
  const bot = [{ id: writer.org.bot.id }];
  const fields = change === 'added' ? { membersAdded: bot } : { membersRemoved: bot };
  return writer.event('conversationUpdate', by, inGroupChat(writer, chat), fields);
}

/** The app was installed in a group chat, removed or upgraded. */
export function groupChatInstallation(
  writer: ActivityWriter,
  by: OrgUser,
  chat: GroupChat,
  action: InstallAction,
): InboundActivity {
  const fields = { action, locale: by.locale, entities: [clientInfo(by, false)] };
  return writer.event('installationUpdate', by, inGroupChat(writer, chat), fields, { source: { name: 'message' } });
}

function inChannel(writer: ActivityWriter, channel: Channel): InboundConversation {
  return { isGroup: true, conversationType: 'channel', tenantId: writer.org.tenant, id: channel.id };
}

function inGroupChat(writer: ActivityWriter, chat: GroupChat): InboundConversation {
  return { isGroup: true, conversationType: 'groupChat', tenantId: writer.org.tenant, id: chat.id };
}

function teamData({ aadGroupId, name, id }: Team): object {
  return { aadGroupId, name, id };
}
