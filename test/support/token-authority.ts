import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** The tenant that a rehearsing app serves, the other one it serves, and what tokens for it are for. */
export const TENANT = '11111111-2222-4333-8444-555555555555';
export const OTHER_TENANT = '99999999-2222-4333-8444-555555555555';
export const AUDIENCE = 'cccccccc-0000-4000-8000-00000000c0de';
const BOT = 'bbbbbbbb-0000-4000-8000-0000000000b0';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** Claims by name; undefined leaves one out. */
export type Claims = Readonly<Record<string, unknown>>;

/** An authority that issues access tokens as Entra does, on this machine. */
export interface TokenAuthority {
  readonly url: string;
  /** Settings with which an app takes its tokens, and nobody else's. */
  readonly settings: Readonly<Record<string, string>>;
  /** The paths it was asked for. */
  readonly asked: readonly string[];
  /** What it signs with now. */
  readonly key: () => SigningKey;
  /** From now on signs with another key; publishes both, or that one alone. */
  rotate(options?: { readonly withdraw: boolean }): Promise<void>;
  /** Answers at one more path, with JSON. */
  serve(path: string, answer: (request: IncomingMessage) => Promise<unknown>): void;
  /** Answers 500 from now on, or no more; `hang`: does not answer at all. */
  fail(how: 'answers' | 'fails' | 'hangs'): void;
  /** A person's token, of version 2.0, in the name of somebody with these app roles. */
  person(roles: readonly string[], claims?: Claims): Promise<string>;
  /** A program's token. */
  program(roles: readonly string[], claims?: Claims): Promise<string>;
  /** Whatever it is asked to sign. */
  sign(claims: Claims, header?: Claims, key?: SigningKey): Promise<string>;
}

const seconds = (): number => Math.floor(Date.now() / 1_000);

/** Claims that Entra puts into every token, of version 2.0. */
export function usualClaims(url: string): Claims {
  const now = seconds();
  return {
    aud: AUDIENCE,
    iss: `${url}/${TENANT}/v2.0`,
    iat: now - 5,
    nbf: now - 5,
    exp: now + 3_600,
    tid: TENANT,
    ver: '2.0',
    azp: 'dddddddd-0000-4000-8000-00000000000d',
  };
}

export const PERSON = 'aaaaaaaa-0000-4000-8000-000000000001';
export const PROGRAM = 'eeeeeeee-0000-4000-8000-000000000001';

export async function newKey(kid: string): Promise<SigningKey> {
  return { kid, ...(await generateKeyPair('RS256', { extractable: true })) };
}

/** Starts one; it ends with the test file. */
export async function startTokenAuthority(): Promise<TokenAuthority> {
  const keys = [await newKey('key-1')];
  let made = keys.length;
  const asked: string[] = [];
  const others = new Map<string, (request: IncomingMessage) => Promise<unknown>>();
  let health: 'answers' | 'fails' | 'hangs' = 'answers';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    asked.push(path);
    const other = others.get(new URL(path, url).pathname);
    if (other) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(await other(request)));
      return;
    }
    if (health === 'hangs') return;
    const isKeys = /^\/[0-9a-f-]{36}\/discovery\/v2\.0\/keys$/.test(path);
    const status = health === 'fails' ? 500 : isKeys ? 200 : 404;
    const published = keys.map(async ({ kid, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, use: 'sig' }));
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(status === 200 ? JSON.stringify({ keys: await Promise.all(published) }) : '{}');
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = () => keys.at(-1)!;

  const sign = (claims: Claims, header: Claims = {}, { kid, privateKey }: SigningKey = key()) => {
    const given = Object.entries({ ...usualClaims(url), ...claims }).filter(([, value]) => value !== undefined);
    const protectedHeader = { alg: 'RS256', typ: 'JWT', kid, ...header };
    return new SignJWT(Object.fromEntries(given) as JWTPayload).setProtectedHeader(protectedHeader).sign(privateKey);
  };

  return {
    url,
    settings: {
      MicrosoftAppId: BOT,
      MicrosoftAppTenantId: TENANT,
      CARILLON_AUTHORITY: url,
      IDENTITY_ENDPOINT: `${url}/msi/token`,
      IDENTITY_HEADER: 'header-of-the-identity-endpoint',
      CARILLON_API_AUDIENCES: AUDIENCE,
      CARILLON_ALLOWED_TENANTS: `${TENANT},${OTHER_TENANT}`,
    },
    asked,
    key,
    rotate: async ({ withdraw } = { withdraw: false }) => {
      const next = await newKey(`key-${++made}`);
      keys.splice(withdraw ? 0 : keys.length, keys.length, next);
    },
    serve: (path, answer) => void others.set(path, answer),
    fail: (how) => {
      health = how;
    },
    person: (roles, claims = {}) => {
      const named = { oid: PERSON, sub: 'pairwise', preferred_username: 'megan@contoso.com', name: 'Megan Bowen' };
      return sign({ ...named, scp: 'access_as_user', roles, ...claims });
    },
    program: (roles, claims = {}) => sign({ oid: PROGRAM, sub: PROGRAM, roles, ...claims }),
    sign,
  };
}
