import { createHmac } from 'node:crypto';

/** What a secret begins with, after the Standard Webhooks specification; the rest is the key in base64. */
const PREFIX = 'whsec_';
/** The specification's own bounds of a key, bytes. */
const SHORTEST = 24;
const LONGEST = 64;

/** The key in a secret. @returns nothing when it is none */
export function webhookKey(secret: string): Uint8Array | undefined {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  const key = Buffer.from(text, 'base64');
  const isBase64 = key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  return isBase64 && key.length >= SHORTEST && key.length <= LONGEST ? key : undefined;
}

/** The header `webhook-signature`: one signature for each key, so that a key can be changed without a gap. */
export function signatures(keys: readonly Uint8Array[], signed: string): string {
  return keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`).join(' ');
}
