/** Which activities are let in, when it is known whose token they came with. */
import { isObject, type JsonObject } from '../input/fields.ts';
import type { BotToken } from '../teams/bot-tokens.ts';

/** What this bot takes activities from. */
export interface Admission {
  /** Ids in lower case. None: nobody. */
  readonly allowedTenants: readonly string[];
  /** Whether the bot may be told to talk to this address. */
  readonly serviceUrlAllowed: (url: string) => boolean;
}

/** Why an activity is not let in. */
export type Refusal =
  | 'no-service-url'
  | 'service-url-not-of-the-token'
  | 'service-url-not-allowed'
  | 'channel-not-teams'
  | 'channel-not-endorsed'
  | 'no-tenant'
  | 'tenants-differ'
  | 'tenant-not-allowed';

/** The channel's name, in activities and in endorsements. */
const TEAMS = 'msteams';

/**
 * Whether an activity is what its token vouches for, and comes from where this bot takes any.
 * @param activity as it came in
 * @returns nothing for one that is let in
 */
export function refusalOf(activity: JsonObject, token: BotToken, admission: Admission): Refusal | undefined {
  const { serviceUrl, channelId } = activity;
  if (channelId !== TEAMS) return 'channel-not-teams';
  if (!token.endorsements.includes(TEAMS)) return 'channel-not-endorsed';
  if (typeof serviceUrl !== 'string' || serviceUrl === '') return 'no-service-url';
  if (serviceUrl !== token.serviceUrl) return 'service-url-not-of-the-token';
  if (!admission.serviceUrlAllowed(serviceUrl)) return 'service-url-not-allowed';
  return tenantRefusal(activity, admission.allowedTenants);
}

/** An activity names its tenant in one place or in two; older and newer ones lack now this and now that. */
function tenantRefusal({ conversation, channelData }: JsonObject, allowed: readonly string[]): Refusal | undefined {
  const ofTenant = isObject(channelData) && isObject(channelData['tenant']) ? channelData['tenant']['id'] : undefined;
  const named = [isObject(conversation) ? conversation['tenantId'] : undefined, ofTenant]
    .filter((id) => id !== undefined && id !== null)
    .map((id) => (typeof id === 'string' ? id.toLowerCase() : ''));
  const [tenant] = named;
  if (tenant === undefined) return 'no-tenant';
  if (named.some((id) => id !== tenant)) return 'tenants-differ';
  return allowed.includes(tenant) ? undefined : 'tenant-not-allowed';
}
