import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../clock.ts';
import { Problem } from '../errors/problem.ts';
import type { Log } from '../log/log.ts';
import type { ApiSettings } from '../settings.ts';
import { bearerToken } from './bearer-token.ts';
import type { Caller } from './caller.ts';
import { callerIn } from './claims.ts';
import { unchecked } from './keys-out.ts';
import { keysAt } from './published-keys.ts';
import { KeysUnavailable, SigningKeys } from './signing-keys.ts';
import { type CountRequest, countRefusal } from './strangers.ts';

/** Who calls, by the headers of a request. */
export type CallerOf = (headers: { get(name: string): string | null }) => Promise<Caller>;

/** How far clocks may be apart, seconds. */
const SKEW = 60;

/**
 * Takes the access tokens of Entra: signed by the tenant's authority with RS256, whatever else their header asks for;
 * issued by and for exactly what the settings say; of one of the tenants.
 * @param tenants in lower case; nothing is asked about any other
 * @returns counts each request, as that of who makes it; of strangers only what is refused.
 * Throws {Problem} unauthenticated, invalid-token, forbidden, too-many-requests, sign-in-unavailable
 */
export function tokenCallers(
  { authority, audiences }: ApiSettings,
  tenants: readonly string[],
  { clock, log, count }: { readonly clock: Clock; readonly log: Log; readonly count: CountRequest },
): CallerOf {
  const keysOf = new Map(
    tenants.map((tenant) => {
      // Each tenant's own keys: with the common ones, a key of one tenant would do for another.
      return [
        tenant,
        new SigningKeys(keysAt(`${authority.url}/${tenant}/discovery/v2.0/keys`), tenant, { clock, log }),
      ] as const;
    }),
  );

  async function verified(token: string): Promise<JWTPayload> {
    const tenant = tenantClaimed(token);
    const keys = keysOf.get(tenant);
    if (!keys) throw new Problem('invalid-token', { cause: 'tenant-not-allowed' });
    const { payload } = await jwtVerify(token, (header) => keys.key(header), {
      algorithms: ['RS256'],
      typ: 'JWT',
      audience: [...audiences],
      issuer: [`${authority.url}/${tenant}/v2.0`, `${authority.oldIssuer}/${tenant}/`],
      requiredClaims: ['exp', 'nbf', 'tid'],
      clockTolerance: SKEW,
      currentDate: new Date(clock.now()),
    });
    // Entra names one audience. Of a token that is for several, nobody knows who else has it.
    if (typeof payload.aud !== 'string') throw new Problem('invalid-token', { cause: 'several-audiences' });
    return payload;
  }

  return async (headers) => {
    try {
      return callerIn(await verified(bearerToken(headers)), count);
    } catch (error) {
      if (error instanceof KeysUnavailable) throw unchecked('sign-in-unavailable', error, log);
      const isNobody = error instanceof Problem && error.code === 'unauthenticated';
      const refused = refusalIn(error);
      if (!refused && !isNobody) throw error;
      if (refused) log('info', 'token-refused', refused);
      countRefusal(isSigned(error) ? 'signed' : 'unsigned', 'api', { count, log });
      throw isNobody ? error : new Problem('invalid-token');
    }
  };
}

/**
 * Why a token is no good, for the operator alone: it would help a forger.
 * @returns words of ours and of the library, and nothing of the token, whose claims the library's error holds
 */
function refusalIn(error: unknown): { why: unknown; claim?: unknown } | undefined {
  if (error instanceof Problem && error.code === 'invalid-token') return { why: error.cause };
  if (!(error instanceof errors.JOSEError)) return undefined;
  return { why: error.code, ...('claim' in error && { claim: error.claim }) };
}

/** Whether the authority has signed a token that is refused: what is wrong with it was looked at only then. */
function isSigned(error: unknown): boolean {
  if (error instanceof Problem) return error.cause === 'not-an-access-token' || error.cause === 'several-audiences';
  return error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired;
}

/** Which tenant a token says it is of. Nothing is known of it yet: it only decides whose keys it must be signed with. */
function tenantClaimed(token: string): string {
  const { tid } = decodeJwt(token);
  return typeof tid === 'string' ? tid.toLowerCase() : '';
}
