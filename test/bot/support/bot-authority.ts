import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** A pair of keys, as the Bot Framework publishes one half of it. */
export interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly published: JWK;
  /** The public half as text, which an attacker has as well. */
  readonly pem: string;
}

/** @param endorsements the channels whose activities it may sign; none: it says nothing about them */
export async function newKey(kid: string, endorsements?: readonly string[]): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const published = { ...(await exportJWK(publicKey)), kid, use: 'sig', ...(endorsements && { endorsements }) };
  return { kid, privateKey, published, pem: await exportSPKI(publicKey) };
}

/** Signs claims with a key. */
export function sign(claims: JWTPayload, key: Key, header: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT', ...header })
    .sign(key.privateKey);
}

/** A token signed with a secret instead: `HS256`, or nothing at all for `none`. */
export function signedOtherwise(claims: JWTPayload, alg: 'HS256' | 'none', secret: string, kid: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg, kid, typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${alg === 'none' ? '' : createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The Bot Framework's authority, on this machine: OpenID metadata and keys. It ends with the test file. */
export interface BotAuthority {
  readonly metadataUrl: string;
  /** What is published; a test may change it. */
  keys: readonly Key[];
  /** What it answers instead of its documents, when it is set. */
  trouble: { readonly status: number; readonly location?: string } | 'hangs' | undefined;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
}

export async function startBotAuthority(...keys: readonly Key[]): Promise<BotAuthority> {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const { trouble } = authority;
    if (trouble === 'hangs') return;
    if (trouble) {
      response.writeHead(trouble.status, trouble.location === undefined ? {} : { location: trouble.location }).end();
      return;
    }
    const documents: Record<string, unknown> = {
      '/metadata': { issuer: 'https://api.botframework.com', jwks_uri: new URL('/keys', authority.metadataUrl).href },
      '/keys': { keys: authority.keys.map(({ published }) => published) },
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(documents[url]));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const authority: BotAuthority = {
    metadataUrl: `http://127.0.0.1:${port}/metadata`,
    keys,
    trouble: undefined,
    asked,
  };
  return authority;
}
