/** The clouds that the Bot Framework is in, and where each has what. */

export interface BotCloud {
  /** Who signs the tokens that come with activities. */
  readonly issuer: string;
  /** The OpenID metadata that names the keys of these tokens. */
  readonly metadataUrl: string;
  /** What the bot's own token is for. */
  readonly audience: string;
  /** Where a bot with a secret gets its token. */
  readonly authorityHost: string;
  /** The tenant that issues the tokens of a `MultiTenant` bot. */
  readonly sharedTenant: string;
  /** Where Teams is for a tenant nobody has heard from yet. */
  readonly serviceUrl: string;
}

/**
 * By the platform's own setting `ChannelService`; '' is the public cloud, which GCC uses as well. Sources: the constants
 * of botframework-connector 4.23.3, and "Send proactive messages" of the Teams documentation for the serviceUrl.
 */
export const botClouds: Readonly<Record<string, BotCloud>> = {
  '': {
    issuer: 'https://api.botframework.com',
    metadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    audience: 'https://api.botframework.com',
    authorityHost: 'https://login.microsoftonline.com',
    sharedTenant: 'botframework.com',
    serviceUrl: 'https://smba.trafficmanager.net/teams/',
  },
  'https://botframework.azure.us': {
    issuer: 'https://api.botframework.us',
    metadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    audience: 'https://api.botframework.us',
    authorityHost: 'https://login.microsoftonline.us',
    sharedTenant: 'MicrosoftServices.onmicrosoft.us',
    serviceUrl: 'https://smba.infra.gov.teams.microsoft.us/teams/',
  },
};
