import type { ConnectorClient } from 'botframework-connector/lib/connectorApi/connectorClient.js';
import { isObject } from '../input/fields.ts';
import { accepted, answerOf } from './answer-of.ts';
import { openConnector } from './connector.ts';
import { NotSent, openAgents, type PostLimits } from './http-post.ts';
import type { Teams, TeamsAnswer } from './teams.ts';
import { TokenRefused, type TokenSource } from './token-cache.ts';

type Conversations = ConnectorClient['conversations'];
type ConversationParameters = Parameters<Conversations['createConversation']>[0];
type Activity = Parameters<Conversations['sendToConversation']>[1];

export interface ConnectorOptions {
  readonly tokens: TokenSource;
  /** The bot's app id; absent in local mode. */
  readonly appId?: string;
  readonly limits?: PostLimits;
}

/**
 * A connection within a second, for what goes out later was not meant to go out any more: a token of the pace, and a
 * claim, live 3 s. An answer within 15 s.
 */
const defaultLimits: PostLimits = { connect: 1_000, answer: 15_000 };

/** What every request says about itself; the rest is the client's. */
const always = { Accept: '*/*', 'User-Agent': 'Carillon botframework-connector/4.23.3' };

/** Teams, real or simulated, over HTTP: one client for each address, one pool of connections for all. */
export interface ConnectorTeams extends Teams {
  /** Closes the connections. */
  close(): void;
}

export function connectorTeams({ tokens, appId, limits = defaultLimits }: ConnectorOptions): ConnectorTeams {
  const agents = openAgents();
  const clients = new Map<string, ConnectorClient>();

  function conversationsAt(serviceUrl: string): Conversations {
    const client = clients.get(serviceUrl) ?? openConnector(serviceUrl, agents, limits);
    clients.set(serviceUrl, client);
    return client.conversations;
  }

  async function request(
    signal: AbortSignal | undefined,
    call: (options: { abortSignal?: AbortSignal; customHeaders: Record<string, string> }) => Promise<unknown>,
  ): Promise<TeamsAnswer> {
    try {
      const found = tokens.token();
      const token = found instanceof Promise ? await inTime(found, limits.connect) : found;
      const customHeaders = token === undefined ? always : { ...always, Authorization: `Bearer ${token}` };
      const answer = await call({ customHeaders, ...(signal && { abortSignal: signal }) });
      return accepted(isObject(answer) ? answer['id'] : undefined);
    } catch (error) {
      return answerOf(error);
    }
  }

  return {
    createConversation({ serviceUrl, tenant, user }, signal) {
      const parameters = {
        isGroup: false,
        ...(appId !== undefined && { bot: { id: `28:${appId}` } }),
        members: [{ id: user }],
        tenantId: tenant,
        channelData: { tenant: { id: tenant } },
      };
      return request(signal, (options) =>
        conversationsAt(serviceUrl).createConversation(parameters as ConversationParameters, options),
      );
    },

    send({ serviceUrl, conversation }, activity, signal) {
      return request(signal, (options) =>
        conversationsAt(serviceUrl).sendToConversation(conversation, activity as Activity, options),
      );
    },

    update({ serviceUrl, conversation, activity: id }, activity, signal) {
      return request(signal, (options) =>
        conversationsAt(serviceUrl).updateActivity(conversation, id, activity as Activity, options),
      );
    },

    remove({ serviceUrl, conversation, activity: id }, signal) {
      return request(signal, (options) => conversationsAt(serviceUrl).deleteActivity(conversation, id, options));
    },

    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** A token that comes too late is as good as none. */
async function inTime(token: Promise<string>, limit: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotSent('no token in time')), limit);
  });
  try {
    return await Promise.race([token, late]);
  } catch (error) {
    throw error instanceof NotSent || error instanceof TokenRefused ? error : new NotSent('no token');
  } finally {
    clearTimeout(timer);
  }
}
