/** Who the bot is to Teams. */
import type { Reader } from './reader.ts';

export interface BotSettings {
  readonly appId: string;
  readonly type: 'UserAssignedMSI' | 'SingleTenant' | 'MultiTenant';
  readonly tenantId: string | undefined;
  readonly password: string | undefined;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads the MicrosoftApp… settings; nothing when there is no bot, or with the problems noted. */
export function readBot(reader: Reader): BotSettings | undefined {
  const appId = reader.text('MicrosoftAppId');
  if (appId === undefined) return undefined;
  const type = typeOf(reader.text('MicrosoftAppType'));
  const tenantId = reader.text('MicrosoftAppTenantId');
  const password = reader.text('MicrosoftAppPassword');
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
  return { appId, type, tenantId, password };
}

function typeOf(text: string | undefined): BotSettings['type'] | undefined {
  return text === 'UserAssignedMSI' || text === 'SingleTenant' || text === 'MultiTenant' ? text : undefined;
}
