/** Who the bot is to Teams. */
import { type BotCloud, botClouds } from './bot-cloud.ts';
import type { Reader } from './reader.ts';
import { serviceUrlAllowed } from './service-url.ts';

export interface BotSettings {
  readonly appId: string;
  readonly type: 'UserAssignedMSI' | 'SingleTenant' | 'MultiTenant';
  readonly tenantId: string | undefined;
  readonly password: string | undefined;
  readonly cloud: BotCloud;
  /** Where Teams is for a tenant nobody has heard from yet. */
  readonly serviceUrl: string;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads the MicrosoftApp… settings; nothing when there is no bot, or with the problems noted. */
export function readBot(reader: Reader): BotSettings | undefined {
  const appId = reader.text('MicrosoftAppId');
  if (appId === undefined) return undefined;
  const type = typeOf(reader.text('MicrosoftAppType'));
  const tenantId = reader.text('MicrosoftAppTenantId');
  const password = reader.text('MicrosoftAppPassword');
  const cloud = readCloud(reader);
  const serviceUrl = readServiceUrl(reader, cloud);
  if (!guid.test(appId)) reader.problem('MicrosoftAppId', 'is no GUID', 'Set the application (client) id');
  if (!type) {
    reader.problem('MicrosoftAppType', 'is not known', 'Set UserAssignedMSI, SingleTenant or MultiTenant');
    return undefined;
  }
  if (type !== 'MultiTenant' && !guid.test(tenantId ?? '')) {
    reader.problem('MicrosoftAppTenantId', `is no GUID, which ${type} needs`, 'Set the id of the bot’s tenant');
  }
  if (type !== 'UserAssignedMSI' && password === undefined) {
    reader.problem('MicrosoftAppPassword', `is not set, which ${type} needs`, 'Set the client secret');
  }
  return { appId, type, tenantId, password, cloud, serviceUrl };
}

function typeOf(text: string | undefined): BotSettings['type'] | undefined {
  return text === 'UserAssignedMSI' || text === 'SingleTenant' || text === 'MultiTenant' ? text : undefined;
}

/** An unknown cloud is noted; the public one stands in for it, so that other problems are found too. */
function readCloud(reader: Reader): BotCloud {
  const named = reader.text('ChannelService') ?? '';
  const cloud = Object.hasOwn(botClouds, named) ? botClouds[named] : undefined;
  if (cloud) return cloud;
  const set = 'Leave it unset for the public cloud and GCC, or set https://botframework.azure.us for GCC High and DoD';
  reader.problem('ChannelService', 'is no cloud of the Bot Framework', set);
  return botClouds['']!;
}

function readServiceUrl(reader: Reader, cloud: BotCloud): string {
  const url = reader.text('CARILLON_SERVICE_URL') ?? cloud.serviceUrl;
  const serviceHosts = reader.list('CARILLON_SERVICE_HOSTS').map((host) => host.toLowerCase());
  if (!serviceUrlAllowed({ local: false, serviceHosts }, url)) {
    const set = 'Set an https URL on one of these hosts, such as https://smba.trafficmanager.net/teams/';
    reader.problem('CARILLON_SERVICE_URL', 'is not on a host of CARILLON_SERVICE_HOSTS', set);
  }
  return url.endsWith('/') ? url : `${url}/`;
}
