import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { base64url } from 'jose';
import { roles } from '../../shared/access/role.ts';
import { tokenCallers } from '../../shared/access/token-callers.ts';
import { systemClock } from '../../shared/clock.ts';
import { Problem } from '../../shared/errors/problem.ts';
import { AUDIENCE, PERSON, startTokenAuthority, TENANT, usualClaims } from '../support/token-authority.ts';
import { nothingUnhandled, runs } from './support/runs.ts';

nothingUnhandled();

const authority = await startTokenAuthority();
const url = authority.url;
const logged: unknown[] = [];
const callerOf = tokenCallers(
  { authority: { url, oldIssuer: 'https://sts.windows.net' }, audiences: [AUDIENCE], rate: 100 },
  [TENANT],
  { clock: systemClock, log: (...line) => void logged.push(line), count: () => {} },
);
const ask = (authorization: string) => callerOf(new Headers({ authorization }));

/** What may stand in any claim. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', 'app', 'access_as_user', TENANT, PERSON, AUDIENCE, 'Carillon.Admin', 0, -1, 1e300),
);
const names = [
  'aud',
  'iss',
  'iat',
  'nbf',
  'exp',
  'tid',
  'oid',
  'sub',
  'azp',
  'appid',
  'scp',
  'idtyp',
  'roles',
  'ver',
  'name',
];
const claims = fc.dictionary(fc.constantFrom(...names, '__proto__', 'preferred_username'), anything, { maxKeys: 4 });
const header = fc.record(
  {
    alg: fc.constantFrom('RS256', 'none', 'HS256', 'PS256', 'ES256', '', 1, null),
    kid: fc.oneof(fc.constant('key-1'), anything),
    typ: fc.oneof(fc.constant('JWT'), anything),
    crit: anything,
    b64: fc.boolean(),
    jwk: anything,
  },
  { requiredKeys: ['alg'] },
);
const encoded = (value: unknown) => base64url.encode(JSON.stringify(value));

async function outcome(authorization: string): Promise<'in' | string> {
  try {
    const caller = await ask(authorization);
    assert.ok(caller.roles.length > 0 && caller.roles.every((role) => roles.includes(role)));
    assert.equal(caller.tenant, TENANT);
    assert.match(caller.id, /^[0-9a-f-]{36}\/[0-9a-f-]{36}$/);
    assert.ok(caller.name.length > 0 && caller.name.length <= 256 && caller.name.isWellFormed());
    return 'in';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    assert.equal(error.errors, undefined);
    return error.code;
  }
}

test('whatever a header says that nobody signed, it is refused, and nothing falls over', async () => {
  const unsigned = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 60 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
    fc.tuple(header, claims, fc.base64String()).map(([h, c, s]) => {
      const payload = { ...usualClaims(url), oid: PERSON, scp: 'access_as_user', roles: ['Carillon.Admin'], ...c };
      return `Bearer ${encoded(h)}.${encoded(payload)}.${s.replace(/[^\w-]/g, '')}`;
    }),
    fc.tuple(fc.base64String(), fc.base64String(), fc.base64String()).map((parts) => `Bearer ${parts.join('.')}`),
  );
  await fc.assert(
    fc.asyncProperty(unsigned, async (authorization) => {
      assert.match(await outcome(authorization), /^(unauthenticated|invalid-token)$/);
    }),
    runs(),
  );
  assert.ok(authority.asked.length <= 2, 'the authority was asked again and again');
});

test('whatever a signed token claims, its owner is somebody with a role, or is refused', async () => {
  const seen = new Set<string>();
  const base = { oid: PERSON, scp: 'access_as_user', roles: ['Carillon.Admin'] };
  await fc.assert(
    fc.asyncProperty(claims, async (wrong) => {
      seen.add(await outcome(`Bearer ${await authority.sign({ ...base, ...wrong })}`));
    }),
    // Signing is what takes the time.
    { numRuns: runs(10).numRuns },
  );
  assert.deepEqual([...seen].toSorted(), ['forbidden', 'in', 'invalid-token']);
});
