import { createHash } from 'node:crypto';

/** The namespace of ids of Carillon's apps: a random one, once and for all. */
const NAMESPACE = 'd6356004-7bfe-42cb-b3c5-be0ad106fd50';

/**
 * The id of the app in Teams, which is not the bot's: a name-based UUID (RFC 9562, version 5). The same bot has the same
 * app whoever packs it and wherever, so an upload is an update of what is there; another bot, of a test environment,
 * has another.
 */
export function appIdOf(botId: string): string {
  const namespace = Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex');
  const hash = createHash('sha1').update(namespace).update(botId.toLowerCase()).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
