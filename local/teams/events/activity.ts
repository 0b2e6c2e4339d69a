import { now } from '../now.ts';
import { seededGuid } from '../org/ids.ts';
import type { Org, OrgUser } from '../org/org.ts';
import { utcTimestamp } from './timestamps.ts';

/** An activity as Teams posts it to the bot. */
export interface InboundActivity {
  readonly type: string;
  readonly id: string;
  readonly timestamp: string;
  readonly channelId: 'msteams';
  readonly serviceUrl: string;
  readonly from: { readonly id: string; readonly name?: string; readonly aadObjectId: string };
  readonly conversation: InboundConversation;
  readonly recipient: { readonly id: string; readonly name: string };
  readonly channelData: { readonly tenant: { readonly id: string } } & Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface InboundConversation {
  readonly id: string;
  readonly conversationType: 'personal' | 'channel' | 'groupChat';
  readonly isGroup?: true;
  readonly tenantId: string;
}

/** Writes activities of one org: what all of them have, and ids that never repeat. */
export class ActivityWriter {
  readonly org: Org;
  readonly #serviceUrl: () => string;
  #events = 0;
  #lastMessage = 0;

  constructor(org: Org, serviceUrl: () => string) {
    this.org = org;
    this.#serviceUrl = serviceUrl;
  }

  /** An event's activity (its id begins with `f:`), in the shape Teams has used since 2024. */
  event(
    type: 'conversationUpdate' | 'installationUpdate',
    from: OrgUser,
    conversation: InboundConversation,
    fields: Readonly<Record<string, unknown>>,
    channelData: Readonly<Record<string, unknown>> = {},
  ): InboundActivity {
    const id = `f:${seededGuid('event', this.org.tenant, ++this.#events)}`;
    const sender = { id: from.id, aadObjectId: from.aadObjectId };
    return { ...this.#envelope(type, id, now(), sender, conversation, channelData), ...fields };
  }

  /** A message's activity: its id is the time in milliseconds, and the sender has a name. */
  message(from: OrgUser, conversation: InboundConversation, fields: (at: number) => object): InboundActivity {
    const at = Math.max(now(), this.#lastMessage + 1);
    this.#lastMessage = Math.floor(at);
    const sender = { id: from.id, name: from.name, aadObjectId: from.aadObjectId };
    return { ...this.#envelope('message', String(Math.floor(at)), at, sender, conversation, {}), ...fields(at) };
  }

  #envelope(
    type: string,
    id: string,
    at: number,
    from: InboundActivity['from'],
    conversation: InboundConversation,
    channelData: Readonly<Record<string, unknown>>,
  ): InboundActivity {
    return {
      type,
      timestamp: utcTimestamp(at),
      id,
      channelId: 'msteams',
      serviceUrl: this.#serviceUrl(),
      from,
      conversation,
      recipient: this.org.bot,
      channelData: { ...channelData, tenant: { id: this.org.tenant } },
    };
  }
}

/** The entity by which events tell the language, and messages also the place and device. */
export function clientInfo(user: OrgUser, whole: boolean): object {
  const { locale, country, platform, timezone } = user;
  return whole ? { locale, country, platform, timezone, type: 'clientInfo' } : { type: 'clientInfo', locale };
}
