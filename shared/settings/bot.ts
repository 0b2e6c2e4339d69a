/** Who the bot is to Teams. */
import type { Authority, BotFramework, Cloud } from './cloud.ts';
import type { Reader } from './reader.ts';
import { readServiceUrl, type ServiceAddresses } from './service-url.ts';

export interface BotSettings {
  readonly appId: string;
  readonly type: 'UserAssignedMSI' | 'SingleTenant' | 'MultiTenant';
  readonly tenantId: string | undefined;
  readonly password: string | undefined;
  /** Who lets the bot's activities in, and whom its own token is for. */
  readonly botFramework: BotFramework;
  /** Where a bot with a secret gets its token. */
  readonly authority: Authority;
  /** Where Teams is for a tenant nobody has heard from yet; nothing: nobody there can be reached. */
  readonly serviceUrl: string | undefined;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads the MicrosoftApp… settings; nothing when there is no bot, or with the problems noted. */
export function readBot(reader: Reader, cloud: Cloud, addresses: ServiceAddresses): BotSettings | undefined {
  const appId = reader.text('MicrosoftAppId');
  if (appId === undefined) return undefined;
  const type = typeOf(reader.text('MicrosoftAppType'));
  const tenantId = reader.text('MicrosoftAppTenantId');
  const password = reader.text('MicrosoftAppPassword');
  const serviceUrl = readServiceUrl(reader, cloud, addresses);
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
  const { botFramework, authority } = cloud;
  return { appId, type, tenantId, password, botFramework, authority, serviceUrl };
}

function typeOf(text: string | undefined): BotSettings['type'] | undefined {
  return text === 'UserAssignedMSI' || text === 'SingleTenant' || text === 'MultiTenant' ? text : undefined;
}
