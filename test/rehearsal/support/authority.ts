import assert from 'node:assert/strict';
import type { JWTPayload } from 'jose';
import { jwtVerify } from 'jose';
import { type Key, newKey, sign } from '../../bot/support/bot-authority.ts';
import { startTokenAuthority, type TokenAuthority } from '../../support/token-authority.ts';

export const BOT_ISSUER = 'https://api.botframework.com';
/** What the bot's own token is for. */
const CONNECTOR = 'https://api.botframework.com';

/** All who issue tokens, on this machine: Entra, the Bot Framework, and the endpoint for the app's identity. */
export interface Authorities extends TokenAuthority {
  readonly appId: string;
  /** What the Bot Framework publishes; the last one signs. */
  botKeys: readonly Key[];
  /** Claims of the Bot Framework for an activity that comes from an address. */
  botClaims(serviceUrl: string): JWTPayload;
  /** A header Authorization as the Bot Framework sends it. */
  vouch(claims: JWTPayload, key?: Key): Promise<string>;
  /** Whether a header Authorization has the token that the identity's endpoint has issued for the bot. */
  isBots(authorization: string | undefined): Promise<boolean>;
}

export async function startAuthorities(): Promise<Authorities> {
  const entra = await startTokenAuthority();
  const { MicrosoftAppId: appId = assert.fail(), IDENTITY_HEADER } = entra.settings;
  const identity = await newKey('key-of-the-identity');
  const authorities: Authorities = {
    ...entra,
    appId,
    botKeys: [await newKey('bot-key-1', ['msteams'])],
    botClaims: (serviceurl) => ({ iss: BOT_ISSUER, aud: appId, serviceurl, ...lifetime() }),
    vouch: async (claims, key = authorities.botKeys.at(-1) ?? assert.fail()) => `Bearer ${await sign(claims, key)}`,
    isBots: async (authorization = '') => {
      const verified = jwtVerify(authorization.replace(/^Bearer /, ''), identity.published, { audience: CONNECTOR });
      return await verified.then(
        ({ payload }) => payload['appid'] === appId,
        () => false,
      );
    },
  };

  const keys = '/v1/.well-known/keys';
  entra.serve('/v1/.well-known/openidconfiguration', async () => ({
    issuer: BOT_ISSUER,
    jwks_uri: `${entra.url}${keys}`,
  }));
  entra.serve(keys, async () => ({ keys: authorities.botKeys.map(({ published }) => published) }));
  entra.serve('/msi/token', async ({ url = '', headers }) => {
    const asked = new URL(url, entra.url).searchParams;
    assert.equal(headers['x-identity-header'], IDENTITY_HEADER);
    const claims = { aud: asked.get('resource') ?? '', appid: asked.get('client_id'), ...lifetime() };
    const issued = { access_token: await sign(claims, identity), expires_on: `${claims.exp}`, resource: claims.aud };
    return { ...issued, token_type: 'Bearer' };
  });
  return authorities;
}

/** From a minute ago for an hour. */
function lifetime(): { nbf: number; exp: number } {
  const now = Math.floor(Date.now() / 1_000);
  return { nbf: now - 60, exp: now + 3_600 };
}
