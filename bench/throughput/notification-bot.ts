/**
 * TeamsFx's NotificationBot as its documentation uses it, over a store in memory: `installation.sendMessage()`. Its
 * validation of each installation (a request each) is left out, and so is its loop, which sends one after the other.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { peersFolder } from './peers.ts';
import { conversations, eachConversation, serveRounds, serviceUrl, text } from './sender.ts';

/** The parts of the package used here. It is installed beside (peers/package.json), so its types may not be. */
interface Installation {
  sendMessage(text: string): Promise<unknown>;
}
interface TeamsFx {
  readonly BotBuilderCloudAdapter: {
    readonly ConversationBot: new (
      options: object,
    ) => {
      readonly notification?: {
        getPagedInstallations(
          size?: number,
          token?: string,
          validate?: boolean,
        ): Promise<{ readonly data: readonly Installation[] }>;
      };
    };
  };
}

const load = createRequire(join(peersFolder, 'package.json'));
const { BotBuilderCloudAdapter } = load('@microsoft/teamsfx') as TeamsFx;

const references = conversations.map((id) => ({
  channelId: 'msteams',
  serviceUrl,
  bot: { id: '28:bench', name: 'Bench' },
  user: { id: '29:somebody' },
  conversation: { id, conversationType: 'personal', tenantId: 'bench', isGroup: false, name: '' },
}));
const store = {
  add: async () => true,
  remove: async () => true,
  list: async () => ({ data: references, continuationToken: undefined }),
};
const { ConversationBot } = BotBuilderCloudAdapter;
const bot = new ConversationBot({ adapterConfig: {}, notification: { enabled: true, store, botAppId: '' } });
const { data: installations } = (await bot.notification?.getPagedInstallations(undefined, undefined, false)) ?? {};
if (installations?.length !== conversations.length) throw new Error('NotificationBot lists other installations.');

serveRounds(() => eachConversation((_, i) => installations[i]!.sendMessage(text)));
