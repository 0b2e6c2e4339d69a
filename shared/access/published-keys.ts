/** Where authorities publish the keys that they sign with. */
import type { JSONWebKeySet } from 'jose';
import { isObject } from '../input/fields.ts';

/**
 * Reads all keys of an authority.
 * @throws whatever went wrong, also when `signal` is aborted first
 */
export type KeySource = (signal: AbortSignal) => Promise<JSONWebKeySet>;

/** Keys that stand at an address of their own. */
export function keysAt(url: string): KeySource {
  return async (signal) => (await readDocument(url, signal)) as unknown as JSONWebKeySet;
}

/**
 * Keys whose address an OpenID metadata document names. It is asked each time, for the address may change; it must be of the
 * document's own protocol.
 */
export function keysNamedBy(metadataUrl: string): KeySource {
  return async (signal) => {
    const { jwks_uri: named } = await readDocument(metadataUrl, signal);
    const url = typeof named === 'string' ? URL.parse(named) : null;
    if (url?.protocol !== new URL(metadataUrl).protocol) throw new Error('The metadata names no keys.');
    return await keysAt(url.href)(signal);
  };
}

/** No redirect is followed: keys of another place would be somebody else's. */
async function readDocument(url: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(url, { redirect: 'error', signal });
  const document: unknown = answer.ok ? await answer.json() : await answer.body?.cancel();
  if (!isObject(document)) throw new Error(`No document is to be had there (${answer.status}).`);
  return document;
}
