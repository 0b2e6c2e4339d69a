/**
 * An activity as it arrived, made into what we understand of it. Nothing here refuses: Teams' activities have changed
 * shape over the years, lack now this and now that, and new ones come. What cannot be read counts as absent.
 */
import { TENANTS } from '../audience/conversation.ts';
import { isObject, type JsonObject } from '../input/fields.ts';

/** Where an activity happened. `unknown`: it does not say, and nothing tells. */
export type Scope = 'personal' | 'team' | 'chat' | 'unknown';

export interface Person {
  /** Valid for this bot only: `29:…` for people, `28:…` for bots. */
  readonly id?: string;
  readonly aadObjectId?: string;
  readonly name?: string;
}

export interface InboundActivity {
  /** In lower case. */
  readonly type: string;
  /** Of invokes and events, in lower case; '' when absent. */
  readonly name: string;
  /** When it happened, ms since 1970: what the activity says, else when it arrived. */
  readonly at: number;
  /** In lower case. */
  readonly tenant?: string;
  /** With a slash at the end. */
  readonly serviceUrl?: string;
  readonly scope: Scope;
  /** Without `;messageid=`. */
  readonly conversation?: string;
  readonly conversationName?: string;
  /** Of a message, if it is short enough for a command. */
  readonly text?: string;
  readonly from: Person;
  readonly bot?: string;
  readonly locale?: string;
  readonly timeZone?: string;
  /** `channelData.eventType` in lower case, for Teams spells it differently at times; '' when absent. */
  readonly event: string;
  /** The `action` of an installationUpdate, in lower case; '' when absent. */
  readonly action: string;
  readonly added: readonly Person[];
  readonly removed: readonly Person[];
  readonly team?: { readonly id: string; readonly name?: string; readonly aadGroupId?: string };
  readonly channel?: { readonly id: string; readonly name?: string };
  /** The channel chosen on installing into a team. */
  readonly selectedChannel?: string;
}

/**
 * @param raw the parsed body; botbuilder may have made Dates of its times
 * @param arrivedAt by our clock, ms since 1970
 */
export function readActivity(raw: unknown, arrivedAt: number): InboundActivity {
  const activity = object(raw);
  const conversation = object(activity['conversation']);
  const channelData = object(activity['channelData']);
  const team = object(channelData['team']);
  const channel = object(channelData['channel']);
  const client = clientInfo(activity['entities']);
  const teamId = id(team['id']) ?? id(channelData['teamsTeamId']);
  const channelId = id(channel['id']) ?? id(channelData['teamsChannelId']);
  const thread = text(conversation['id'], LONG);
  return defined({
    type: lower(activity['type']),
    name: lower(activity['name']),
    at: timeOf(activity['timestamp'], arrivedAt + AHEAD) ?? arrivedAt,
    tenant: tenantId(object(channelData['tenant'])['id']) ?? tenantId(conversation['tenantId']),
    serviceUrl: withSlash(text(activity['serviceUrl'], LONG)),
    scope: scopeOf(conversation, thread, teamId ?? channelId),
    conversation: thread?.split(';messageid=')[0],
    conversationName: text(conversation['name'], LONG),
    text: text(activity['text'], SHORT),
    from: person(activity['from']),
    bot: id(object(activity['recipient'])['id']),
    locale: text(activity['locale'], SHORT) ?? text(client['locale'], SHORT),
    timeZone: text(activity['localTimezone'], SHORT) ?? text(client['timezone'], SHORT),
    event: lower(channelData['eventType']),
    action: lower(activity['action']),
    added: people(activity['membersAdded']),
    removed: people(activity['membersRemoved']),
    team: teamId === undefined ? undefined : defined({ ...named(teamId, team), aadGroupId: id(team['aadGroupId']) }),
    channel: channelId === undefined ? undefined : named(channelId, channel),
    selectedChannel: id(object(object(channelData['settings'])['selectedChannel'])['id']),
  });
}

/** Longer than any name or id seen; what is longer is not one. Columns hold 32,768 characters, keys 512. */
const LONG = 1_024;
const SHORT = 128;
/** Ids become parts of keys, of which a channel's has two. */
const ID = 200;

function scopeOf(conversation: JsonObject, thread: string | undefined, teamOrChannel: string | undefined): Scope {
  switch (lower(conversation['conversationType'])) {
    case 'personal':
      return 'personal';
    case 'groupchat':
      return 'chat';
    case 'channel':
      return 'team';
  }
  if (thread === undefined) return 'unknown';
  // Channels had no conversationType once, and their threads are named by the message they began with.
  if (teamOrChannel !== undefined || thread.includes(';messageid=')) return 'team';
  if (conversation['isGroup'] === true) return 'chat';
  return thread.startsWith('a:') ? 'personal' : 'unknown';
}

function person(value: unknown): Person {
  const { id: own, aadObjectId, name } = object(value);
  return defined({ id: text(own, LONG), aadObjectId: plainId(aadObjectId), name: text(name, LONG) });
}

function people(value: unknown): readonly Person[] {
  return Array.isArray(value) ? value.map(person) : [];
}

/** How the client that the activity came from is set up. */
function clientInfo(entities: unknown): JsonObject {
  const found = Array.isArray(entities)
    ? entities.find((entity) => object(entity)['type'] === 'clientInfo')
    : undefined;
  return object(found);
}

/** The id becomes a partition, so it must not be the register's. */
function tenantId(value: unknown): string | undefined {
  const given = plainId(value);
  return given === TENANTS ? undefined : given;
}

/** An id that keys, jobs and addresses are made of, in lower case. Teams' are GUIDs. */
function plainId(value: unknown): string | undefined {
  const given = text(value, SHORT)?.toLowerCase();
  return given !== undefined && /^[0-9a-z][0-9a-z._-]*$/.test(given) ? given : undefined;
}

/** Clocks differ by less, ms. What claims to come from later would win over everything that is heard in the meantime. */
const AHEAD = 5 * 60_000;

function timeOf(value: unknown, latest: number): number | undefined {
  const time = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return time > 0 && time <= latest ? time : undefined;
}

function withSlash(url: string | undefined): string | undefined {
  return url === undefined || url.endsWith('/') ? url : `${url}/`;
}

function named(own: string, { name }: JsonObject): { id: string; name?: string } {
  return defined({ id: own, name: text(name, LONG) });
}

function object(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function text(value: unknown, limit: number): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && value.length <= limit ? value : undefined;
}

function id(value: unknown): string | undefined {
  return text(value, ID);
}

function lower(value: unknown): string {
  return (text(value, SHORT) ?? '').trim().toLowerCase();
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the members that are undefined. */
function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
