/** Where ends may be told, and what they are signed with. */
import { webhookKey } from '../webhook/signatures.ts';
import type { Reader } from './reader.ts';

/** The hosts, in lower case; none means that nothing is told to anybody (in local mode: but to this machine). */
export function readWebhookHosts(reader: Reader): string[] {
  const hosts = reader.list('CARILLON_WEBHOOK_HOSTS').map((host) => host.toLowerCase());
  if (!hosts.every((host) => /^[a-z0-9.-]+$/.test(host) && URL.parse(`https://${host}`)?.host === host)) {
    const set = 'Set host names such as hooks.example.com, separated by commas, without https://, a port or *';
    reader.problem('CARILLON_WEBHOOK_HOSTS', 'has a part that is no host name', set);
  }
  if (hosts.length > 0 && reader.text('CARILLON_WEBHOOK_SECRET') === undefined) {
    reader.problem('CARILLON_WEBHOOK_SECRET', 'is not set, which webhooks need', SECRET);
  }
  return hosts;
}

/** The keys, the first of them the newest. */
export function readWebhookSecrets(reader: Reader): Uint8Array[] {
  const keys = reader.list('CARILLON_WEBHOOK_SECRET').map(webhookKey);
  const good = keys.filter((key) => key !== undefined);
  if (good.length < keys.length) reader.problem('CARILLON_WEBHOOK_SECRET', 'has a part that is no secret', SECRET);
  return good;
}

const SECRET =
  'Set whsec_ and 24 to 64 random bytes in base64; several, separated by commas, while one takes the place of another';
