import { after } from 'node:test';
import type { BotSettings } from '../../shared/settings/bot.ts';
import { clouds } from '../../shared/settings/cloud.ts';
import type { Transport } from '../../shared/teams/bot-credential.ts';
import { type ConnectorServer, reply, startConnectorServer } from './connector-server.ts';

export const bot: BotSettings = {
  appId: '5f0c1e2a-9b7d-4c3e-8a21-6d4f0b9e7c10',
  type: 'UserAssignedMSI',
  tenantId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  password: undefined,
  ...clouds.public,
};
/** The same with a secret. */
export const botWithSecret: BotSettings = { ...bot, type: 'SingleTenant', password: 'kept~Secret8Q.of-the-bot' };

/** The header that App Service's own identity endpoint wants to see. */
export const IDENTITY_HEADER = 'header-of-the-identity-endpoint';

/** The identity endpoint of App Service, for this process; it issues `token-of-the-identity`. */
export async function startIdentityEndpoint(): Promise<ConnectorServer> {
  const server = await startConnectorServer();
  const ends = Math.floor(Date.now() / 1_000) + 86_400;
  const issued = { access_token: 'token-of-the-identity', expires_on: `${ends}`, token_type: 'Bearer' };
  server.answer = (response) => reply(response, 200, { ...issued, resource: 'https://api.botframework.com' });
  process.env['IDENTITY_ENDPOINT'] = `${server.serviceUrl}msi/token`;
  process.env['IDENTITY_HEADER'] = IDENTITY_HEADER;
  after(() => {
    delete process.env['IDENTITY_ENDPOINT'];
    delete process.env['IDENTITY_HEADER'];
  });
  return server;
}

type Client = NonNullable<Transport['httpClient']>;

/** Takes to a server on this machine what is meant for Entra, under `/<host>`; nothing is tried again. */
export function insteadOfEntra({ serviceUrl }: ConnectorServer): Transport {
  const sendRequest: Client['sendRequest'] = async (request) => {
    const { host, pathname, search } = new URL(request.url);
    const answer = await fetch(new URL(`/${host}${pathname}${search}`, serviceUrl), {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      ...(request.body !== undefined && { body: String(request.body) }),
    });
    const got = answer.headers;
    const headers = Object.assign(new Headers(got), {
      get: (name: string) => got.get(name) ?? undefined,
      toJSON: () => Object.fromEntries(got),
    });
    return { request, status: answer.status, headers, bodyAsText: await answer.text() };
  };
  return { httpClient: { sendRequest }, retryOptions: { maxRetries: 0 } };
}
