import type { HttpRequest } from '@azure/functions';
import * as z from 'zod/mini';
import { objectId } from '../broadcast/parse-audience.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { Problem } from '../errors/problem.ts';
import { isClean } from '../input/characters.ts';
import { broadcastIdPattern } from '../records/broadcast-id.ts';

/** Longer than any id of Teams or ours. */
const MAX_LENGTH = 512;

const anyId = z.string().check(z.minLength(1), z.maxLength(MAX_LENGTH), z.refine(isClean));

/** The parameters that paths have, by name. */
export const pathParameters = {
  id: z.string().check(z.regex(broadcastIdPattern)),
  tenant: z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/), z.toLowerCase()),
  aadObjectId: objectId.check(z.toLowerCase()),
  type: anyId,
  recipient: anyId,
};

type Parameter = keyof typeof pathParameters;

/**
 * A parameter of the path as it is compared and kept, percent-decoded. Hosts differ in whether they have decoded it before:
 * none of our ids holds a percent sign, so that decoding once more changes nothing.
 * @returns nothing when it is not there, or cannot be what it should
 */
export function pathParameter({ params }: HttpRequest, name: Parameter): string | undefined {
  return z.safeParse(pathParameters[name], decoded(params[name] ?? '')).data;
}

/** @throws {Problem} of this code when it cannot be what it should */
function read(request: HttpRequest, name: Parameter, otherwise: ErrorCode): string {
  const parsed = pathParameter(request, name);
  if (parsed === undefined) throw new Problem(otherwise);
  return parsed;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** @throws {Problem} broadcast-not-found when it cannot be the id of one */
export function readBroadcastId(request: HttpRequest): string {
  return read(request, 'id', 'broadcast-not-found');
}

/** A tenant's id, in lower case. @throws {Problem} tenant-not-found when it cannot be one */
export function readTenantId(request: HttpRequest): string {
  return read(request, 'tenant', 'tenant-not-found');
}

/**
 * The person whose AAD object id a path names, in lower case, as ids are compared.
 * @throws {Problem} invalid-person-id when it is none
 */
export function readPersonId(request: HttpRequest): string {
  return read(request, 'aadObjectId', 'invalid-person-id');
}

/**
 * The recipient of a delivery; a user's id in lower case, as ids are compared.
 * @throws {Problem} delivery-not-found when it cannot be one
 */
export function readRecipient(request: HttpRequest): { type: string; id: string } {
  const type = read(request, 'type', 'delivery-not-found');
  const id = read(request, 'recipient', 'delivery-not-found');
  return { type, id: type === 'user' ? id.toLowerCase() : id };
}
