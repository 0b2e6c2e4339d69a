import { scramble, seededBytes, unscramble } from './seeded.ts';

/**
 * Ids in the forms Teams gives them. The number behind an id is hidden in its first bytes and the rest proves it, so
 * that an id can be read back without a table: an org of a million users needs no memory for them.
 */
export interface Ids {
  /** A user's Entra object id: a version 4 GUID in lower case. */
  aadObjectId(user: number): string;
  /** A user's id for this bot: `29:1…`, 90 characters. */
  userId(user: number): string;
  /** The id of a personal chat: `a:1…`, 131 characters. `generation` counts how often it was made anew (up to 65,535). */
  conversationId(user: number, generation: number): string;
  /** The id of a channel (and of a team, which is that of its General channel): `19:…@thread.tacv2`. */
  channelId(team: number, channel: number): string;
  /** The Entra group behind a team. */
  groupId(team: number): string;
  /** The id of a group chat: `19:…@thread.v2`. */
  groupChatId(chat: number): string;
  /** The user behind an Entra object id (in any case) or a `29:` id; undefined when this world never gave it out. */
  readUser(id: string): number | undefined;
  /** The user and generation behind a personal chat's id; undefined when this world never gave it out. */
  readConversation(id: string): { readonly user: number; readonly generation: number } | undefined;
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text has the form of an Entra object id. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** A version 4 GUID of the seed's, not read back: tenants, bots, events. */
export function seededGuid(...parts: readonly (string | number)[]): string {
  return asGuid(seededBytes(16, 'guid', ...parts));
}

/**
 * The ids of one world.
 * @param seed another seed makes other ids
 * @param bot the bot's id; `29:` and `a:` ids are valid for one bot only, so they depend on it
 */
export function createIds(seed: number, bot: string): Ids {
  const aadKey = seededBytes(4, 'aad', seed).readUInt32BE();
  const userKey = seededBytes(4, 'user', seed, bot).readUInt32BE();
  const chatKey = seededBytes(4, 'chat', seed, bot).readUInt32BE();

  const ids: Ids = {
    aadObjectId(user) {
      const bytes = seededBytes(16, 'aad', seed, user);
      bytes.writeUInt32BE(scramble(user, aadKey));
      return asGuid(bytes);
    },
    userId(user) {
      const bytes = seededBytes(64, 'user', seed, bot, user);
      bytes.writeUInt32BE(scramble(user, userKey));
      return `29:1${bytes.toString('base64url')}`;
    },
    conversationId(user, generation) {
      const bytes = seededBytes(96, 'chat', seed, bot, user, generation);
      bytes.writeUInt32BE(scramble(user, chatKey));
      bytes.writeUInt16BE(generation ^ (chatKey & 0xffff), 4);
      return `a:1${bytes.toString('base64url')}`;
    },
    channelId: (team, channel) =>
      `19:${seededBytes(32, 'channel', seed, team, channel).toString('base64url')}1@thread.tacv2`,
    groupId: (team) => seededGuid('group', seed, team),
    groupChatId: (chat) => `19:${seededBytes(16, 'group chat', seed, chat).toString('hex')}@thread.v2`,
    readUser(id) {
      if (isGuid(id)) {
        const user = unscramble(Number.parseInt(id.slice(0, 8), 16), aadKey);
        return ids.aadObjectId(user) === id.toLowerCase() ? user : undefined;
      }
      if (id.length !== 90 || !id.startsWith('29:1')) return undefined;
      const bytes = Buffer.from(id.slice(4, 10), 'base64url');
      if (bytes.length !== 4) return undefined;
      const user = unscramble(bytes.readUInt32BE(), userKey);
      return ids.userId(user) === id ? user : undefined;
    },
    readConversation(id) {
      if (id.length !== 131 || !id.startsWith('a:1')) return undefined;
      const bytes = Buffer.from(id.slice(3, 11), 'base64url');
      if (bytes.length !== 6) return undefined;
      const user = unscramble(bytes.readUInt32BE(), chatKey);
      const generation = bytes.readUInt16BE(4) ^ (chatKey & 0xffff);
      return ids.conversationId(user, generation) === id ? { user, generation } : undefined;
    },
  };
  return ids;
}

function asGuid(bytes: Buffer): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
