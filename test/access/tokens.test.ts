import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { base64url, exportSPKI, SignJWT } from 'jose';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import {
  AUDIENCE,
  newKey,
  OTHER_TENANT,
  PERSON,
  PROGRAM,
  startTokenAuthority,
  TENANT,
  usualClaims,
} from '../support/token-authority.ts';

const authority = await startTokenAuthority();
const app = await startApp({ storage: await ownStorage(), env: authority.settings });
const now = Math.floor(Date.now() / 1_000);
const admin = ['Carillon.Admin'];
const id = '01m84xyb87tfxa8htcpe7kd99r';

/** A route of each kind: a list, one thing, an export, a creation, an action, an operator's. */
const routes: readonly [method: string, path: string][] = [
  ['GET', 'broadcasts'],
  ['GET', `people/${PERSON}`],
  ['GET', `broadcasts/${id}/deliveries/export`],
  ['POST', 'broadcasts'],
  ['POST', `broadcasts/${id}/cancel`],
  ['POST', `tenants/${TENANT}/stop`],
];

async function ask(token: string, [method, path]: readonly [string, string] = routes[0]!, scheme = 'Bearer') {
  const response = await fetch(`${app.url}/api/${path}`, { method, headers: { Authorization: `${scheme} ${token}` } });
  const text = await response.text();
  return { status: response.status, text, headers: response.headers, body: JSON.parse(text) };
}

describe('A token that is not good', async () => {
  const forger = await newKey('key-1');
  const claims = { ...usualClaims(authority.url), oid: PERSON, scp: 'access_as_user', roles: admin };
  const unsigned = (header: object, payload: object) =>
    [header, payload].map((part) => base64url.encode(JSON.stringify(part))).join('.');
  const publicKey = new TextEncoder().encode(await exportSPKI(authority.key().publicKey));
  const good = await authority.person(admin);
  const [head, body, signature] = good.split('.') as [string, string, string];

  const bad: Readonly<Record<string, string>> = {
    'signed by somebody else under the same key id': await authority.sign(claims, {}, forger),
    'signed by a key it brings along': await authority.sign(claims, { jwk: {}, kid: 'mine' }, forger),
    'that names where its key is': await authority.sign(claims, { jku: `${authority.url}/keys`, kid: 'x' }, forger),
    'that has expired': await authority.person(admin, { exp: now - 120 }),
    'that is not valid yet': await authority.person(admin, { nbf: now + 120 }),
    'that never expires': await authority.person(admin, { exp: undefined }),
    'for another audience': await authority.person(admin, { aud: '00000003-0000-0000-c000-000000000000' }),
    'for an audience that only begins like ours': await authority.person(admin, { aud: `${AUDIENCE}.example.org` }),
    'for several audiences': await authority.person(admin, { aud: [AUDIENCE, 'another'] }),
    'for the bot': await authority.person(admin, { aud: authority.settings['MicrosoftAppId'] }),
    'of the Bot Framework': await authority.sign({
      ...{ iss: 'https://api.botframework.com', aud: authority.settings['MicrosoftAppId'], serviceurl: 'https://x' },
      ...{ tid: undefined, azp: undefined },
    }),
    'of another issuer': await authority.person(admin, { iss: `https://login.example.org/${TENANT}/v2.0` }),
    'of an issuer that is no tenant’s': await authority.person(admin, { iss: `${authority.url}/common/v2.0` }),
    'of the issuer of another tenant': await authority.person(admin, { iss: `${authority.url}/${OTHER_TENANT}/v2.0` }),
    'of a tenant that is not allowed': await authority.person(admin, {
      tid: PERSON,
      iss: `${authority.url}/${PERSON}/v2.0`,
    }),
    'of no tenant': await authority.person(admin, { tid: undefined }),
    'without an object id': await authority.person(admin, { oid: undefined }),
    'that is an ID token': await authority.person(admin, { scp: undefined, azp: undefined }),
    'that looks like an ID token for a program': await authority.person(admin, { scp: undefined }),
    'of a program that names none': await authority.program(admin, { azp: undefined }),
    'of a program that is about somebody else': await authority.program(admin, { sub: PERSON }),
    'of a program in somebody’s name': await authority.program(admin, { idtyp: 'app', scp: 'access_as_user' }),
    'signed by nobody': `${unsigned({ alg: 'none', typ: 'JWT' }, claims)}.`,
    'signed by nobody, with a signature': `${unsigned({ alg: 'none', typ: 'JWT' }, claims)}.AAAA`,
    'signed by “None”': `${unsigned({ alg: 'None', typ: 'JWT', kid: 'key-1' }, claims)}.AAAA`,
    'signed with the public key as a secret': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: 'key-1' })
      .sign(publicKey),
    'with other claims under a good signature': `${head}.${unsigned({}, { ...claims, roles: admin }).split('.')[1]}.${signature}`,
    'without its signature': `${head}.${body}.`,
    'of another type': await authority.sign(claims, { typ: 'pop' }),
    'that says it is critical': `${unsigned({ alg: 'RS256', typ: 'JWT', kid: 'key-1', crit: ['exp'], exp: 1 }, claims)}.${signature}`,
    'signed by a key nobody knows': await authority.sign(claims, { kid: 'key-of-nobody' }, forger),
    'that is none': 'megan:password',
    'that is much too long': `${head}.${'A'.repeat(9_000)}.${signature}`,
  };

  test('(but a good one is let in, by any name of the scheme)', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) assert.equal((await ask(good, routes[0], scheme)).status, 200);
  });

  for (const [what, token] of Object.entries(bad)) {
    test(`${what} is refused everywhere, and told nothing`, async () => {
      for (const route of routes) {
        const answer = await ask(token, route);
        assert.deepEqual([answer.status, answer.body.code], [401, 'invalid-token'], `${route}: ${answer.text}`);
        assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="carillon", error="invalid_token"');
        assert.ok(!answer.text.includes(token) && !/expired_|aud|issuer|signature/.test(answer.body.detail));
      }
    });
  }

  test('of another scheme, twice, or in the address is none', async () => {
    assert.equal((await ask(good, routes[0], 'Basic')).status, 401);
    assert.equal((await ask(`${good}, Bearer ${good}`)).status, 401);
    const inAddress = await fetch(`${app.url}/api/broadcasts?access_token=${good}`);
    assert.equal(inAddress.status, 401);
  });

  test('is asked nothing about at an authority of its own choosing', () => {
    const paths = new Set(authority.asked);
    assert.deepEqual([...paths], [`/${TENANT}/discovery/v2.0/keys`]);
  });

  test('is written nowhere, as a good one is not', () => {
    const log = app.lines.join('\n');
    for (const why of [
      'ERR_JWT_EXPIRED',
      '"claim":"aud"',
      '"claim":"iss"',
      'tenant-not-allowed',
      'not-an-access-token',
    ]) {
      assert.ok(
        app.lines.some((line) => line.includes('token-refused') && line.includes(why)),
        why,
      );
    }
    for (const token of [...Object.values(bad), good]) {
      const parts = token.split('.').filter((part) => part.length > 40);
      for (const part of [token, ...parts]) assert.ok(!log.includes(part), 'a token is in the log');
    }
    assert.ok(!log.includes('megan@contoso.com') && !log.includes('Megan Bowen'));
  });
});

describe('A good token', () => {
  test('is one of version 1.0, too', async () => {
    const old = { iss: `https://sts.windows.net/${TENANT}/`, ver: '1.0', azp: undefined, appid: PROGRAM };
    assert.equal((await ask(await authority.program(admin, old))).status, 200);
    assert.equal((await ask(await authority.person(admin, { ...old, upn: 'megan@contoso.com' }))).status, 200);
  });

  test('needs the scope if it is a person’s, and no scope if it is a program’s', async () => {
    const scopes = { scp: 'profile access_as_user' };
    assert.equal((await ask(await authority.person(admin, scopes))).status, 200);
    const other = await ask(await authority.person(admin, { scp: 'profile access_as_user_2' }));
    assert.deepEqual([other.status, other.body.code], [403, 'forbidden']);
    assert.equal((await ask(await authority.program(admin, { idtyp: 'app', sub: 'other' }))).status, 200);
  });

  test('may be a minute off by the clock, no more', async () => {
    assert.equal((await ask(await authority.person(admin, { nbf: now + 30 }))).status, 200);
    assert.equal((await ask(await authority.person(admin, { exp: now - 20 }))).status, 200);
  });

  test('makes who has it the author, by a name for people and an id for programs', async () => {
    const author = async (token: string) => {
      const response = await fetch(`${app.url}/api/broadcasts`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'once' },
        body: JSON.stringify({ message: { text: 'x' }, audience: { include: [{ type: 'everyone' }] } }),
      });
      const { id, createdBy } = (await response.json()) as { id: string; createdBy: string };
      assert.equal(response.status, 202);
      return { id, createdBy };
    };
    const megan = await author(await authority.person(admin));
    assert.equal(megan.createdBy, 'megan@contoso.com');
    const renamed = await author(await authority.person(admin, { preferred_username: 'megan.b@contoso.com' }));
    assert.deepEqual(renamed, megan, 'the same person under another name has the same idempotency keys');
    const program = await author(await authority.program(admin));
    assert.equal(program.createdBy, 'dddddddd-0000-4000-8000-00000000000d');
    assert.notEqual(program.id, megan.id);
    const alike = await author(await authority.person(admin, { oid: PROGRAM }));
    assert.notEqual(alike.id, megan.id, 'a name is nobody’s own');
  });
});

test('of another tenant than the caller’s nothing is there', async () => {
  const asOther = { tid: OTHER_TENANT, iss: `${authority.url}/${OTHER_TENANT}/v2.0` };
  const [own, other] = [await authority.person(admin), await authority.person(admin, asOther)];
  const { body: page } = await ask(own);
  const { id: theirs } = page.items[0];
  assert.equal((await ask(own, ['GET', `broadcasts/${theirs}`])).status, 200);
  for (const route of [
    ...[`broadcasts/${theirs}`, `broadcasts/${theirs}/message`, `broadcasts/${theirs}/deliveries`],
    ...[`broadcasts/${theirs}/deliveries/export`, `broadcasts/${theirs}/reasons`],
  ].map((path) => ['GET', path] as const)) {
    assert.equal((await ask(other, route)).status, 404, String(route));
  }
  for (const act of ['cancel', 'pause', 'resume', 'recall', 'redrive']) {
    assert.equal((await ask(other, ['POST', `broadcasts/${theirs}/${act}`])).status, 404, act);
  }
  assert.deepEqual((await ask(other)).body.items, []);
  assert.equal((await ask(other, ['GET', `broadcasts?tenant=${TENANT}`])).body.code, 'tenant-not-allowed');
  assert.equal((await ask(other, ['POST', `tenants/${TENANT}/stop`])).body.code, 'tenant-not-allowed');
  assert.equal((await ask(other, ['GET', `people/${PERSON}?tenant=${TENANT}`])).body.code, 'tenant-not-allowed');
  assert.deepEqual((await ask(other, ['POST', 'redrive'])).body.broadcasts, []);
});
