/** The bot's own token, as Entra issues it to the identity or the secret of the bot. */
import type {
  ClientSecretCredentialOptions,
  ManagedIdentityCredentialClientIdOptions,
  TokenCredential,
} from '@azure/identity';
import { isObject } from '../input/fields.ts';
import type { Log } from '../log/log.ts';
import type { BotSettings } from '../settings/bot.ts';
import { isLoopback } from '../settings/loopback.ts';
import { type IssuedToken, TokenRefused } from './token-cache.ts';

/** How requests go out; tests put an authority of their own in its place. */
export type Transport = Pick<
  ClientSecretCredentialOptions & ManagedIdentityCredentialClientIdOptions,
  'httpClient' | 'retryOptions'
>;

/** @azure/identity tries again by itself for some twenty seconds; a request comes to an end after this, ms. */
const PATIENCE_MS = 30_000;

/**
 * Makes what asks for the bot's token for the Connector. @azure/identity is loaded by the first request for one.
 * @returns a function that throws {@link TokenRefused} where the authority says no, and anything else where it says nothing
 */
export function botCredential(bot: BotSettings, log: Log, transport: Transport = {}): () => Promise<IssuedToken> {
  const scope = `${bot.botFramework.audience}/.default`;
  let opened: Promise<TokenCredential> | undefined;

  return async () => {
    try {
      opened ??= openCredential(bot, transport);
      const credential = await opened;
      const issued = await credential.getToken(scope, { abortSignal: AbortSignal.timeout(PATIENCE_MS) });
      if (!issued) throw new Error('The authority has given no token.');
      return { token: issued.token, expiresAt: issued.expiresOnTimestamp };
    } catch (error) {
      const refusal = refusalIn(error);
      log(refusal ? 'error' : 'warn', refusal ? 'bot-token-refused' : 'bot-token-not-had', { cause: causeOf(error) });
      // The error itself stays here: the libraries' own hang requests on theirs.
      throw refusal ? new TokenRefused('The authority refuses the bot’s credential.') : new Error('no token');
    }
  };
}

async function openCredential(bot: BotSettings, transport: Transport): Promise<TokenCredential> {
  const { ClientSecretCredential, ManagedIdentityCredential } = await import('@azure/identity');
  const { appId, type, tenantId, password = '', authority, botFramework } = bot;
  if (type === 'UserAssignedMSI') return new ManagedIdentityCredential({ clientId: appId, ...transport });
  const tenant = type === 'MultiTenant' ? botFramework.sharedTenant : (tenantId ?? botFramework.sharedTenant);
  return new ClientSecretCredential(tenant, appId, password, {
    authorityHost: authority.url,
    // About an authority it does not know, such as a rehearsal's, the library would ask the public cloud first.
    disableInstanceDiscovery: isLoopback(new URL(authority.url)),
    ...transport,
  });
}

/** Statuses with which an authority says no to who asks. 408, 429 and 5xx say that it is busy. */
const refusals = new Set([400, 401, 403]);

/** An answer of the authority that says no, somewhere behind what the libraries make of it. */
function refusalIn(error: unknown): boolean {
  if (!isObject(error)) return false;
  return (typeof error['status'] === 'number' && refusals.has(error['status'])) || refusalIn(error['cause']);
}

/** What can be told of an error: the number by which Entra's documentation explains it, else a code. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const [told] =
    /\bAADSTS\d{3,9}\b/.exec(error.message) ??
    /\b(network_error|unauthorized_client|invalid_(client|request|resource|scope))\b/.exec(error.message) ??
    [];
  return told ?? error.name;
}
