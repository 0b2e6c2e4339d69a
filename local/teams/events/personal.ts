import type { OrgUser } from '../org/org.ts';
import { type ActivityWriter, clientInfo, type InboundActivity, type InboundConversation } from './activity.ts';
import { localTimestamp } from './timestamps.ts';

/** What an installationUpdate says happened. `upgrade` is a form that began to appear in 2026. */
export type InstallAction = 'add' | 'remove' | 'add-upgrade' | 'remove-upgrade' | 'upgrade';

/** The user's app was installed, removed or upgraded. */
export function personalInstallation(
  writer: ActivityWriter,
  user: OrgUser,
  conversation: string,
  action: InstallAction,
): InboundActivity {
  const fields = { action, locale: user.locale, entities: [clientInfo(user, false)] };
  const channelData = { source: { name: 'message' } };
  return writer.event('installationUpdate', user, chat(writer, conversation), fields, channelData);
}

/** User and bot came together in a personal chat, or the bot left it. */
export function personalMembership(
  writer: ActivityWriter,
  user: OrgUser,
  conversation: string,
  change: 'added' | 'removed',
): InboundActivity {
  const bot = { id: writer.org.bot.id };
  const fields =
    change === 'added'
      ? { membersAdded: [{ id: user.id, aadObjectId: user.aadObjectId }, bot] }
      : { membersRemoved: [bot] };
  return writer.event('conversationUpdate', user, chat(writer, conversation), fields);
}

/** The user wrote to the bot. */
export function personalMessage(
  writer: ActivityWriter,
  user: OrgUser,
  conversation: string,
  text: string,
): InboundActivity {
  return writer.message(user, chat(writer, conversation), (at) => ({
    text,
    textFormat: 'plain',
    localTimestamp: localTimestamp(at, user.timezone),
    localTimezone: user.timezone,
    locale: user.locale,
    entities: [clientInfo(user, true)],
  }));
}

function chat(writer: ActivityWriter, id: string): InboundConversation {
  return { conversationType: 'personal', tenantId: writer.org.tenant, id };
}
