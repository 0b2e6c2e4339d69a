import { ConnectorClient, TeamsConnectorClient } from 'botframework-connector';
import type { SimulatedTeams } from '../../local/teams/simulated-teams.ts';

/** What `createConversation` of Microsoft's client takes. */
type CreateParameters = Parameters<ConnectorClient['conversations']['createConversation']>[0];

interface Pipelined {
  readonly client: { readonly pipeline: { removePolicy(which: { phase: 'Retry' }): unknown } };
}

/** Anonymous, as in local mode: the SDK wants something that signs. */
const anonymous = { signRequest: async <Request>(request: Request) => request };

/** Microsoft's own client, with its hidden retries taken out: each call is one request. */
export function connectorTo(serviceUrl: string): ConnectorClient {
  return withoutRetries(new ConnectorClient(anonymous, { baseUri: serviceUrl }));
}

/** Its sibling for teams and channels. */
export function teamsConnectorTo(serviceUrl: string): TeamsConnectorClient {
  return withoutRetries(new TeamsConnectorClient(anonymous, { baseUri: serviceUrl }));
}

/** The body that asks for a personal chat with a user, by any id. */
export function personalChat(teams: SimulatedTeams, member: string, fields: object = {}): CreateParameters {
  const { bot, tenant } = teams.org;
  return { isGroup: false, bot, members: [{ id: member }], tenantId: tenant, ...fields } as CreateParameters;
}

/** The body that starts a thread in a channel. */
export function channelThread(teams: SimulatedTeams, channel: string, text: string): CreateParameters {
  const { bot, tenant } = teams.org;
  const channelData = { channel: { id: channel }, tenant: { id: tenant } };
  return { isGroup: true, bot, channelData, activity: { type: 'message', text } } as CreateParameters;
}

/** What the SDK throws for a refused request, as far as our code relies on it. */
export interface RestFailure extends Error {
  readonly statusCode: number;
  readonly code?: string;
  readonly details?: unknown;
  readonly response?: { readonly bodyAsText?: string; readonly headers: { get(name: string): string | undefined } };
}

/** The error a call ends with; rejects when it succeeds. */
export async function failureOf(call: Promise<unknown>): Promise<RestFailure> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error as RestFailure;
    throw error;
  }
  throw new Error('The call was to fail, and succeeded.');
}

function withoutRetries<Client extends object>(client: Client): Client {
  (client as unknown as Pipelined).client.pipeline.removePolicy({ phase: 'Retry' });
  return client;
}
