/** What a token says, once it is known to be good. */
import { Problem } from '../errors/problem.ts';
import { isClean, isVisible, shownName } from '../input/characters.ts';
import type { Caller } from './caller.ts';
import { appRoles, type Role } from './role.ts';
import type { CountRequest } from './strangers.ts';

/** The claims of a token, as they came. */
export type Claims = Readonly<Record<string, unknown>>;

/** The delegated permission that a program needs which asks in somebody's name. */
const SCOPE = 'access_as_user';

/** As long as an author may be, UTF-16 code units. */
const LONGEST_NAME = 256;

/**
 * Who calls, by a token whose signature, issuer, audience and times are good. A person's token says by its scope that
 * somebody signed in; a program's says so by itself, or by being about nobody but itself. One that is neither is no
 * access token at all: an ID token has the same issuer, audience and roles.
 * @param count told whose request it is, before it is looked at what they may
 * @throws {Problem} invalid-token, forbidden; what `count` throws
 */
export function callerIn(claims: Claims, count: CountRequest): Caller {
  const { tid, oid, scp } = claims;
  const isPerson = scp !== undefined && claims['idtyp'] !== 'app';
  if (!isGuid(tid) || !isGuid(oid) || (!isPerson && !isProgram(claims))) {
    throw new Problem('invalid-token', { cause: 'not-an-access-token' });
  }
  const tenant = tid.toLowerCase();
  const id = `${tenant}/${oid.toLowerCase()}`;
  count(id);
  if (isPerson && !(typeof scp === 'string' && scp.split(' ').includes(SCOPE))) {
    throw new Problem('forbidden', { detail: `The token has not the scope ${SCOPE}.` });
  }
  const roles = rolesIn(claims);
  if (roles.length === 0) {
    const detail = `The token has no role of Carillon. There are ${Object.keys(appRoles).join(', ')}.`;
    throw new Problem('forbidden', { detail });
  }
  return { id, tenant, roles, name: nameIn(claims, isPerson) ?? id };
}

/** `idtyp` is an optional claim. Without it, the subject of a program's token is the program itself. */
function isProgram({ idtyp, scp, oid, sub, azp, appid }: Claims): boolean {
  const isApp = idtyp === undefined ? oid === sub : idtyp === 'app';
  return isApp && scp === undefined && (isGuid(azp) || isGuid(appid));
}

/** Roles nobody knows are for others. */
function rolesIn({ roles }: Claims): Role[] {
  return Object.entries(appRoles).flatMap(([value, role]) =>
    Array.isArray(roles) && roles.includes(value) ? [role] : [],
  );
}

/** The first name there is that can be shown. It is for people: who somebody is, is said by the id alone. */
function nameIn(claims: Claims, isPerson: boolean): string | undefined {
  const names = isPerson ? ['preferred_username', 'upn', 'unique_name', 'name'] : ['app_displayname', 'azp', 'appid'];
  const isName = (name: unknown) => typeof name === 'string' && isClean(name) && isVisible(name);
  const name = names.map((claim) => claims[claim]).find(isName) as string | undefined;
  return name === undefined ? undefined : shownName(name, LONGEST_NAME);
}

function isGuid(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}
