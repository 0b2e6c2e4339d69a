import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { base64url, exportSPKI, type JWTPayload, SignJWT } from 'jose';
import { newKey, signedOtherwise } from '../bot/support/bot-authority.ts';
import { newKey as newEntraKey, OTHER_TENANT, PERSON, TENANT, usualClaims } from '../support/token-authority.ts';
import { reply } from '../teams/connector-server.ts';
import { announcement, install, startStage } from './support/stage.ts';

const limit = { timeout: 180_000 };
const USERS = 40;
const stage = await startStage(USERS);
const { authorities, teams, second, elsewhere, tell, call } = stage;
const sender = await authorities.program(['Carillon.Sender']);
const now = Math.floor(Date.now() / 1_000);
const NOBODY = 'abababab-0000-4000-8000-00000000cafe';

/** Nobody was led astray, and whoever was asked was shown the bot's own token. */
function checkTokens(): void {
  assert.deepEqual([elsewhere.connections(), elsewhere.received], [0, []], 'a token has left the house');
  const { requests, authorized, ends } = teams.stats;
  assert.deepEqual([authorized, ends['401'] ?? 0], [requests, 0]);
}

/** Nobody knows a person of whom an activity told. */
async function checkUnheard(person: string): Promise<void> {
  const { status, body } = await call('GET', `people/${person}`, sender);
  assert.deepEqual([status, body['reachable'], body['conversation']], [200, false, null]);
}

test(
  'everybody whose install came in with a token of the Bot Framework gets what a sender sends, once',
  limit,
  async () => {
    const { failed } = await teams.installAll();
    assert.deepEqual(failed, []);
    const { status, counts } = await stage.broadcast(sender);
    assert.deepEqual([status, counts.delivered, counts.audience], ['completed', USERS, USERS]);
    assert.deepEqual([...teams.countsByUser().values()], Array(USERS).fill(1));
    checkTokens();
  },
);

describe('An activity is refused, and nothing of it is believed,', limit, async () => {
  const [key = assert.fail()] = authorities.botKeys;
  const claims = authorities.botClaims(teams.serviceUrl);
  const forger = await newKey(key.kid, ['msteams']);
  const signed = (changed: JWTPayload, by = key) => authorities.vouch({ ...claims, ...changed }, by);
  const tokens: Readonly<Record<string, string | undefined>> = {
    'without a token': undefined,
    'with a forged one': await signed({}, forger),
    'with one that has expired': await signed({ exp: now - 600 }),
    'with one for another bot': await signed({ aud: PERSON }),
    'with one of another issuer': await signed({ iss: 'https://api.botframework.us' }),
    'with one that is signed with nothing': `Bearer ${signedOtherwise(claims, 'none', '', key.kid)}AAAA`,
    'with one that is signed with the public key as a secret': `Bearer ${signedOtherwise(claims, 'HS256', key.pem, key.kid)}`,
    'with one of Entra, for the API': `Bearer ${await authorities.person(['Carillon.Admin'])}`,
  };
  for (const [what, token] of Object.entries(tokens)) {
    test(what, async () => {
      assert.equal(await tell(install(NOBODY, teams.serviceUrl), token), 401);
      await checkUnheard(NOBODY);
      checkTokens();
    });
  }

  const activities: Readonly<Record<string, readonly [activity: object, from: string]>> = {
    'of another tenant': [install(NOBODY, teams.serviceUrl, PERSON), teams.serviceUrl],
    'without a serviceUrl': [install(NOBODY, undefined), teams.serviceUrl],
    'from an address off the list': [install(NOBODY, elsewhere.serviceUrl), elsewhere.serviceUrl],
    'from another address than its token says': [install(NOBODY, elsewhere.serviceUrl), teams.serviceUrl],
    'from a Teams of the cloud, which nothing goes to here': [
      install(NOBODY, 'https://smba.trafficmanager.net/teams/'),
      'https://smba.trafficmanager.net/teams/',
    ],
  };
  for (const [what, [activity, from]] of Object.entries(activities)) {
    test(`${what}, though its token is good`, async () => {
      assert.equal(await tell(activity, await authorities.vouch(authorities.botClaims(from))), 403);
      await checkUnheard(NOBODY);
      checkTokens();
    });
  }

  test('(but a good one is believed)', async () => {
    const [person = assert.fail()] = [teams.org.ids.aadObjectId(0)];
    assert.equal(await tell(install(person, teams.serviceUrl), await authorities.vouch(claims)), 200);
  });
});

describe('A request to send is refused, and nothing is sent,', limit, async () => {
  const roles = ['Carillon.Sender'];
  const claims = { ...usualClaims(authorities.url), oid: PERSON, scp: 'access_as_user', roles };
  const unsigned = [{ alg: 'none', typ: 'JWT' }, claims].map((part) => base64url.encode(JSON.stringify(part)));
  const publicKey = new TextEncoder().encode(await exportSPKI(authorities.key().publicKey));
  const tokens: Readonly<Record<string, readonly [token: string | undefined, status: number]>> = {
    'without a token': [undefined, 401],
    'with a forged one': [await authorities.sign(claims, {}, await newEntraKey(authorities.key().kid)), 401],
    'with one that has expired': [await authorities.person(roles, { exp: now - 600 }), 401],
    'with one for another audience': [await authorities.person(roles, { aud: authorities.appId }), 401],
    'with one of another issuer': [
      await authorities.person(roles, { iss: `https://login.microsoftonline.com/${TENANT}/v2.0` }),
      401,
    ],
    'with one of another tenant': [
      await authorities.person(roles, { tid: PERSON, iss: `${authorities.url}/${PERSON}/v2.0` }),
      401,
    ],
    'with one that is signed with nothing': [`${unsigned.join('.')}.AAAA`, 401],
    'with one that is signed with the public key as a secret': [
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: 'key-1' }).sign(publicKey),
      401,
    ],
    'with one of the Bot Framework': [
      (await authorities.vouch(authorities.botClaims(teams.serviceUrl))).replace('Bearer ', ''),
      401,
    ],
    'with one that has no role': [await authorities.person([]), 403],
    'with one of a role that only reads': [await authorities.person(['Carillon.Reader']), 403],
  };
  for (const [what, [token, status]] of Object.entries(tokens)) {
    test(what, async () => {
      const before = [teams.stats.requests, await broadcasts()];
      assert.equal((await call('POST', 'broadcasts', token, announcement())).status, status);
      assert.deepEqual([teams.stats.requests, await broadcasts()], before);
    });
  }
});

/** Ids of all broadcasts there are. */
async function broadcasts(): Promise<readonly unknown[]> {
  const { body } = await call('GET', 'broadcasts?limit=1000', sender);
  return (body['items'] as { id: unknown }[]).map(({ id }) => id);
}

test('a Teams that sends on to somewhere else is not followed there, and the token stays', limit, async () => {
  second.answer = (response, { path }) =>
    reply(response, 307, null, { Location: new URL(path, elsewhere.serviceUrl).href });
  const from = await authorities.vouch(authorities.botClaims(second.serviceUrl));
  assert.equal(await tell(install(NOBODY, second.serviceUrl, OTHER_TENANT), from), 200);
  const asOther = { tid: OTHER_TENANT, iss: `${authorities.url}/${OTHER_TENANT}/v2.0` };
  const { counts } = await stage.broadcast(await authorities.program(['Carillon.Sender'], asOther));
  assert.deepEqual([counts.audience, counts.delivered, counts.failed], [1, 0, 1]);
  const shown = second.received.map(({ headers }) => headers.authorization);
  assert.ok(shown.length > 0);
  for (const authorization of shown) assert.ok(await authorities.isBots(authorization));
  checkTokens();
});

describe('When keys are rotated', limit, () => {
  test('Entra’s new one is believed at once', async () => {
    await authorities.rotate();
    const { status } = await call('GET', 'broadcasts', await authorities.program(['Carillon.Reader']));
    assert.equal(status, 200);
  });

  test('an app that starts then believes the new ones, and none that were withdrawn', async () => {
    const [old = assert.fail()] = authorities.botKeys;
    authorities.botKeys = [await newKey('bot-key-2', ['msteams'])];
    await authorities.rotate({ withdraw: true });
    const app = await stage.startAnother();
    const claims = authorities.botClaims(teams.serviceUrl);
    const person = teams.org.ids.aadObjectId(0);
    assert.equal(await tell(install(NOBODY, teams.serviceUrl), await authorities.vouch(claims, old), app), 401);
    await checkUnheard(NOBODY);
    assert.equal(await tell(install(person, teams.serviceUrl), await authorities.vouch(claims), app), 200);
    const read = async (token: string) => (await call('GET', 'broadcasts', token, undefined, app)).status;
    assert.equal(await read(sender), 401);
    assert.equal(await read(await authorities.program(['Carillon.Reader'])), 200);
    await app.stop();
  });
});

test(
  'after all that everybody is still told, where they always were, and no token was written down',
  limit,
  async () => {
    const before = teams.stats.accepted;
    // The key of this token was withdrawn a moment ago: an app that knows it believes it for an hour.
    const { counts } = await stage.broadcast(sender);
    assert.deepEqual([counts.delivered, teams.stats.accepted - before], [USERS, USERS]);
    checkTokens();
    const log = stage.app.lines.join('\n');
    const shown = second.received.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '');
    for (const one of [sender, ...shown]) assert.ok(!log.includes(one), 'a token is in the log');
  },
);

test('(Teams turns away who does not show it the bot’s own token)', async () => {
  const { serviceUrl, stats } = teams;
  const url = `${serviceUrl}v3/conversations/${encodeURIComponent(teams.conversationId(0))}/activities`;
  for (const authorization of [undefined, await authorities.vouch(authorities.botClaims(serviceUrl))]) {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ type: 'message', text: 'x' }) });
    assert.equal(answer.status, 401);
  }
  assert.equal(teams.stats.accepted, stats.accepted);
});
