import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { JWTPayload } from 'jose';
import { systemClock } from '../../shared/clock.ts';
import { RequestRate } from '../../shared/http/request-rate.ts';
import { openBotKeys } from '../../shared/teams/bot-keys.ts';
import { openBotTokens } from '../../shared/teams/bot-tokens.ts';
import { eventually } from '../support/eventually.ts';
import { handClock } from '../support/hand-clock.ts';
import { activity } from './payloads.ts';
import { sign, signedOtherwise } from './support/bot-authority.ts';
import { appId, issuer, startGuardedEndpoint, tenant } from './support/guarded-endpoint.ts';
import { authority, claims, good, key, message, now, open, serviceUrl, stranger } from './support/signed-message.ts';

const without = (name: keyof typeof claims): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));

suite('an activity of the Bot Framework', () => {
  test('is taken, and stored', async () => {
    const endpoint = await open();
    assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 200);
    assert.deepEqual(await endpoint.stored(), [tenant, 'u|00000000-1111-2222-3333-444444444444']);
    assert.deepEqual(endpoint.logged, []);
  });

  test('that is an invoke is answered in the body', async () => {
    const invoke = { ...activity('invoke-adaptive-card-action'), conversation: message['conversation'] };
    const mine = { ...invoke, channelData: { tenant: { id: tenant.toUpperCase() } }, serviceUrl };
    const answer = await (await open()).post(mine, `Bearer ${good}`);
    assert.deepEqual([answer.status, answer.body['statusCode']], [200, 400]);
  });

  for (const [what, body] of [
    ['in its conversation alone', { ...message, channelData: {} }],
    ['in its channelData alone', { ...message, conversation: { id: 'a:1', conversationType: 'personal' } }],
  ] as const) {
    test(`may name its tenant ${what}`, async () => {
      assert.equal((await (await open()).post(body, `Bearer ${good}`)).status, 200);
    });
  }

  test('is taken from a clock that is four minutes ahead', async () => {
    const token = await sign({ ...claims, nbf: now + 240 }, key);
    assert.equal((await (await open()).post(message, `Bearer ${token}`)).status, 200);
  });
});

const tokens: Record<string, [header: string | undefined, why: string]> = {
  'no Authorization at all': [undefined, 'none'],
  'another scheme': ['Basic dXNlcjpwYXNz', 'no-bearer-token'],
  'an empty token': ['Bearer ', 'no-bearer-token'],
  'a token that is none': ['Bearer abc', 'no-bearer-token'],
  'two tokens': [`Bearer ${good}, Bearer ${good}`, 'no-bearer-token'],
  'a forged one, under a name of a good key': [await bearer(claims, stranger), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  'one with claims that were changed afterwards': [changed(good), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  'one signed by a key nobody knows': [await bearer(claims, { ...stranger, kid: 'other' }), 'ERR_JWKS_NO_MATCHING_KEY'],
  'one that names no key': [await bearer(claims, key, { kid: undefined }), 'ERR_JWKS_MULTIPLE_MATCHING_KEYS'],
  'one signed by a key it brings itself': [
    await bearer(claims, { ...stranger, kid: 'own' }, { jwk: stranger.published, jku: 'http://127.0.0.1:9/' }),
    'ERR_JWKS_NO_MATCHING_KEY',
  ],
  'one that is signed with nothing': [
    `Bearer ${signedOtherwise(claims, 'none', '', 'key-1')}x`,
    'ERR_JOSE_ALG_NOT_ALLOWED',
  ],
  'one without any signature': [`Bearer ${signedOtherwise(claims, 'none', '', 'key-1')}`, 'no-bearer-token'],
  'one signed with the public key as a secret': [
    `Bearer ${signedOtherwise(claims, 'HS256', key.pem, 'key-1')}`,
    'ERR_JOSE_ALG_NOT_ALLOWED',
  ],
  'an expired one': [await bearer({ ...claims, exp: now - 301 }, key), 'ERR_JWT_EXPIRED'],
  'one that never ends': [await bearer(without('exp'), key), 'ERR_JWT_CLAIM_VALIDATION_FAILED exp'],
  'one that is not valid yet': [
    await bearer({ ...claims, nbf: now + 600 }, key),
    'ERR_JWT_CLAIM_VALIDATION_FAILED nbf',
  ],
  'one for another bot': [await bearer({ ...claims, aud: tenant }, key), 'ERR_JWT_CLAIM_VALIDATION_FAILED aud'],
  'one for nobody': [await bearer(without('aud'), key), 'ERR_JWT_CLAIM_VALIDATION_FAILED aud'],
  'one of another issuer': [
    await bearer({ ...claims, iss: 'https://api.botframework.us' }, key),
    'ERR_JWT_CLAIM_VALIDATION_FAILED iss',
  ],
  'one without a serviceurl': [await bearer(without('serviceurl'), key), 'ERR_JWT_CLAIM_VALIDATION_FAILED serviceurl'],
  'one with a serviceurl that is no text': [await bearer({ ...claims, serviceurl: [serviceUrl] }, key), 'serviceurl'],
  'one that the emulator was issued for this bot': [
    await bearer(
      {
        ...claims,
        iss: 'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0',
        azp: appId,
        ver: '2.0',
      },
      key,
    ),
    'ERR_JWT_CLAIM_VALIDATION_FAILED iss',
  ],
  'one of another bot, of which this would be a skill': [
    await bearer(
      { ...claims, iss: 'https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/', appid: tenant, ver: '1.0' },
      key,
    ),
    'ERR_JWT_CLAIM_VALIDATION_FAILED iss',
  ],
  'one of a person, for the API': [
    await bearer(
      {
        ...claims,
        iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
        aud: `api://${appId}`,
        oid: tenant,
        tid: tenant,
        roles: ['admin'],
      },
      key,
    ),
    'ERR_JWT_CLAIM_VALIDATION_FAILED iss',
  ],
};

suite('an activity is refused with 401 when it comes with', () => {
  for (const [what, [authorization, why]] of Object.entries(tokens)) {
    test(what, async () => {
      const endpoint = await open();
      const { status, body } = await endpoint.post(message, authorization);
      assert.deepEqual([status, body['code']], [401, 'unauthenticated']);
      assert.deepEqual(await endpoint.stored(), []);
      assert.deepEqual(endpoint.logged, [
        { level: 'warn', event: 'activity-refused', fields: { why: 'token', token: why } },
      ]);
    });
  }

  test('no token, whatever its body is: nothing of it is read', async () => {
    const endpoint = await open();
    const answer = await endpoint.post('x'.repeat(2_000_000));
    assert.equal(answer.status, 401);
  });
});

suite('strangers who post to the bot all the time', () => {
  test('are told to wait, each of them is written about in few lines, and Teams is not kept waiting', async () => {
    const { clock, pass } = handClock();
    const rate = new RequestRate(1, clock);
    const endpoint = await startGuardedEndpoint(authority.metadataUrl, { clock, count: (who) => rate.take(who) });
    const forged = await bearer(claims, stranger);
    for (let i = 0; i < 40; i++) {
      const { status, body } = await endpoint.post(message, forged);
      assert.deepEqual([status, body['code']], i < 5 ? [401, 'unauthenticated'] : [429, 'too-many-requests']);
      assert.equal((await endpoint.post(message, `Bearer ${good}`)).status, 200);
    }
    pass(60_000);
    const lines = (of: string) =>
      endpoint.logged
        .filter(({ event }) => event === of)
        .map(({ fields }) => (fields as { times?: number }).times ?? 1);
    await eventually(
      async () => lines('strangers-refused').at(-1),
      (last) => last === 25,
    );
    const ones = Array.from({ length: 10 }, () => 1);
    assert.deepEqual(
      [lines('activity-refused'), lines('strangers-refused')],
      [
        [...ones, 30],
        [...ones, 25],
      ],
    );
  });
});

test('without an app id there is no check, and so no endpoint', () => {
  for (const none of ['', '  ']) {
    assert.throws(
      () =>
        openBotTokens(
          { appId: none, issuer },
          openBotKeys(authority.metadataUrl, { clock: systemClock, log: () => {} }),
        ),
      TypeError,
    );
  }
});

async function bearer(of: JWTPayload, signer: typeof key, header?: Record<string, unknown>): Promise<string> {
  return `Bearer ${await sign(of, signer, header)}`;
}

function changed(token: string): string {
  const [header, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString('base64url');
  return `Bearer ${header}.${payload}.${signature}`;
}
