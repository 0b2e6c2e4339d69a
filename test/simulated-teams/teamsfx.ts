/** An outside client: the NotificationBot of Microsoft's TeamsFx as it comes, with its own adapter, store and botbuilder. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { installPeers, peersFolder } from '../../bench/throughput/peers.ts';

/** Whom it can send to. */
interface Target {
  /** @param onError without it, an error is written to the console and then forgotten */
  sendMessage(
    text: string,
    onError?: (context: unknown, error: Error) => Promise<void>,
  ): Promise<{ readonly id?: string }>;
  sendAdaptiveCard(card: unknown): Promise<{ readonly id?: string }>;
}
export interface Member extends Target {
  readonly account: { readonly id: string; readonly name: string; readonly aadObjectId?: string };
}
export interface Channel extends Target {
  readonly info: { readonly id?: string; readonly name?: string | null };
}
export interface Installation extends Target {
  readonly type: 'Person' | 'Group' | 'Channel';
  readonly conversationReference: { readonly conversation: { readonly id: string } };
  channels(): Promise<readonly Channel[]>;
  getPagedMembers(size?: number, token?: string): Promise<{ data: readonly Member[]; continuationToken?: string }>;
  getTeamDetails(): Promise<{ readonly id?: string; readonly name?: string } | undefined>;
}
/** The parts of its NotificationBot that are used here. It is installed beside, so its types may not be there. */
export interface NotificationBot {
  getPagedInstallations(
    size?: number,
    token?: string,
    validate?: boolean,
  ): Promise<{ readonly data: readonly Installation[]; readonly continuationToken?: string }>;
  installations(): Promise<readonly Installation[]>;
  findMember(predicate: (member: Member) => Promise<boolean>): Promise<Member | undefined>;
  findAllMembers(predicate: (member: Member) => Promise<boolean>): Promise<readonly Member[]>;
  findChannel(predicate: (channel: Channel, team: { name?: string }) => Promise<boolean>): Promise<Channel | undefined>;
}
interface ConversationBot {
  readonly notification: NotificationBot;
  requestHandler(request: object, response: object): Promise<void>;
}
interface TeamsFx {
  readonly BotBuilderCloudAdapter: { readonly ConversationBot: new (options: object) => ConversationBot };
}

/** Its bot, listening: as the template of TeamsFx sets it up, without authentication. It ends with the test. */
export async function startNotificationBot(t: TestContext): Promise<{ bot: NotificationBot; endpoint: string }> {
  await installPeers((text) => t.diagnostic(text));
  const folder = await mkdtemp(join(tmpdir(), 'notification-bot-'));
  t.after(() => rm(folder, { recursive: true }));
  // Where its own store, a file, is to be.
  process.env['TEAMSFX_NOTIFICATION_STORE_FILENAME'] = join(folder, 'store.json');
  const load = createRequire(join(peersFolder, 'package.json'));
  const { BotBuilderCloudAdapter } = load('@microsoft/teamsfx') as TeamsFx;
  const bot = new BotBuilderCloudAdapter.ConversationBot({
    adapterConfig: {},
    notification: { enabled: true, botAppId: '' },
  });
  const server = createServer(async (request, response) => {
    await bot.requestHandler(await withBody(request), asFramework(response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { bot: bot.notification, endpoint: `http://127.0.0.1:${port}/api/messages` };
}

/** Request and response as the adapter expects them of restify or Express. */
async function withBody(request: IncomingMessage): Promise<object> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return Object.assign(request, { body: JSON.parse(text) });
}

function asFramework(response: ServerResponse): object {
  return {
    socket: response.socket,
    status: (code: number) => {
      response.statusCode = code;
    },
    header: (name: string, value: string) => response.setHeader(name, value),
    send: (body: unknown) => response.write(typeof body === 'string' ? body : JSON.stringify(body)),
    end: () => response.end(),
  };
}
