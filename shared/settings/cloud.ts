/** The clouds of Microsoft that Teams is in, and where each has what. */
import type { Reader } from './reader.ts';

/** Who issues the tokens of people, programs and bots: Entra. */
export interface Authority {
  /** Its address, without a slash at the end: tokens of version 2.0 name it as their issuer. */
  readonly url: string;
  /** What the issuer of tokens of version 1.0 begins with, without a slash at the end. */
  readonly oldIssuer: string;
}

export interface BotFramework {
  /** Who signs the tokens that come with activities. */
  readonly issuer: string;
  /** The OpenID metadata that names the keys of these tokens. */
  readonly metadataUrl: string;
  /** What the bot's own token is for. */
  readonly audience: string;
  /** The tenant that issues the tokens of a `MultiTenant` bot. */
  readonly sharedTenant: string;
}

export interface Cloud {
  readonly authority: Authority;
  readonly botFramework: BotFramework;
  /** Where Teams is for a tenant nobody has heard from yet; nothing where Microsoft names no such address. */
  readonly serviceUrl: string | undefined;
  /** The hosts that Teams is at, which alone are sent the bot's token. */
  readonly serviceHosts: readonly string[];
  /** Microsoft Graph, by which an operator gives roles. */
  readonly graph: string;
  /** What the host names of storage accounts end with. */
  readonly storageSuffix: string;
}

/**
 * Sources. Authorities: "National clouds" of Entra's documentation; their old issuers: the documents under
 * `/.well-known/openid-configuration`. The Bot Framework: the constants of botframework-connector 4.23.3 for the public cloud
 * and the government's, "Configure a bot in Microsoft Azure operated by 21Vianet" for China. The serviceUrl: "Send
 * proactive messages" of the Teams documentation, which has none for China. Hosts: that page, and the presets of Microsoft's
 * Teams SDK (`CloudEnvironment`), which name a second one for the public cloud, and China's. Graph: "National cloud
 * deployments". Storage: "Azure Government" and "Azure China" developer guides.
 */
const publicAuthority = { url: 'https://login.microsoftonline.com', oldIssuer: 'https://sts.windows.net' };
const governmentAuthority = { url: 'https://login.microsoftonline.us', oldIssuer: 'https://sts.windows.net' };

const publicBotFramework = {
  issuer: 'https://api.botframework.com',
  metadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  audience: 'https://api.botframework.com',
  sharedTenant: 'botframework.com',
};
const governmentBotFramework = {
  issuer: 'https://api.botframework.us',
  metadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  audience: 'https://api.botframework.us',
  sharedTenant: 'MicrosoftServices.onmicrosoft.us',
};

const publicHosts = [
  'smba.trafficmanager.net',
  'smba.onyx.prod.teams.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
];

const publicCloud: Cloud = {
  authority: publicAuthority,
  botFramework: publicBotFramework,
  serviceUrl: 'https://smba.trafficmanager.net/teams/',
  serviceHosts: publicHosts,
  graph: 'graph.microsoft.com',
  storageSuffix: 'core.windows.net',
};

const governmentCloud = {
  authority: governmentAuthority,
  botFramework: governmentBotFramework,
  storageSuffix: 'core.usgovcloudapi.net',
};

export type CloudName = 'public' | 'gcc' | 'gcc-high' | 'dod' | 'china';

/** By what CARILLON_CLOUD may say. GCC is the public cloud with a Teams of its own. */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: publicCloud,
  gcc: { ...publicCloud, serviceUrl: 'https://smba.infra.gcc.teams.microsoft.com/teams/' },
  'gcc-high': {
    ...governmentCloud,
    serviceUrl: 'https://smba.infra.gov.teams.microsoft.us/teams/',
    serviceHosts: ['smba.infra.gov.teams.microsoft.us'],
    graph: 'graph.microsoft.us',
  },
  dod: {
    ...governmentCloud,
    serviceUrl: 'https://smba.infra.dod.teams.microsoft.us/teams/',
    serviceHosts: ['smba.infra.dod.teams.microsoft.us'],
    graph: 'dod-graph.microsoft.us',
  },
  china: {
    authority: { url: 'https://login.partner.microsoftonline.cn', oldIssuer: 'https://sts.chinacloudapi.cn' },
    botFramework: {
      issuer: 'https://api.botframework.azure.cn',
      metadataUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
      audience: 'https://api.botframework.azure.cn',
      sharedTenant: 'microsoftservices.partner.onmschina.cn',
    },
    serviceUrl: undefined,
    serviceHosts: ['frontend.botapi.msg.infra.teams.microsoftonline.cn'],
    graph: 'microsoftgraph.chinacloudapi.cn',
    storageSuffix: 'core.chinacloudapi.cn',
  },
};

const SET = `Set one of ${Object.keys(clouds).join(', ')}`;

/** An unknown cloud is noted; the public one stands in for it, so that other problems are found too. */
export function readCloud(reader: Reader): Cloud {
  // Samples of the Bot Framework set it. Ignored, it would leave a government's bot in the public cloud.
  if (reader.isSet('ChannelService')) {
    const wrong = 'is what says it here, and not ChannelService, which is set';
    reader.problem('CARILLON_CLOUD', wrong, `Unset ChannelService. ${SET}`);
  }
  const named = reader.text('CARILLON_CLOUD') ?? '';
  if (isCloudName(named)) return clouds[named];
  reader.problem('CARILLON_CLOUD', 'is no cloud that Teams is in', SET);
  return publicCloud;
}

function isCloudName(named: string): named is CloudName {
  return Object.hasOwn(clouds, named);
}
