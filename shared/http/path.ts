import type { HttpRequest } from '@azure/functions';
import { isObjectId } from '../broadcast/audience-request.ts';
import { Problem } from '../errors.ts';
import { isClean } from '../input/characters.ts';
import { isBroadcastId } from '../records/broadcast-id.ts';

/** Longer than any id of Teams or ours. */
const MAX_LENGTH = 512;

/**
 * A parameter of the path, percent-decoded; undefined when it cannot be an id of anything. Hosts differ in whether they
 * have decoded it before: none of our ids holds a percent sign, so that decoding once more changes nothing.
 */
function parameter(request: HttpRequest, name: string): string | undefined {
  try {
    const text = decodeURIComponent(request.params[name] ?? '');
    return text !== '' && text.length <= MAX_LENGTH && isClean(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** @throws {Problem} broadcast-not-found when it cannot be the id of one */
export function readBroadcastId(request: HttpRequest): string {
  const id = parameter(request, 'id');
  if (id === undefined || !isBroadcastId(id)) throw new Problem('broadcast-not-found');
  return id;
}

/** A tenant's id, in lower case. @throws {Problem} tenant-not-found when it cannot be one */
export function readTenantId(request: HttpRequest): string {
  const id = parameter(request, 'tenant')?.toLowerCase();
  if (id === undefined || !/^[a-z0-9.-]{1,64}$/.test(id)) throw new Problem('tenant-not-found');
  return id;
}

/**
 * The person whose AAD object id a path names, in lower case, as ids are compared.
 * @throws {Problem} invalid-person-id when it is none
 */
export function readPersonId(request: HttpRequest): string {
  const id = parameter(request, 'aadObjectId');
  if (id === undefined || !isObjectId(id)) throw new Problem('invalid-person-id');
  return id.toLowerCase();
}

/**
 * The recipient of a delivery; a user's id in lower case, as ids are compared.
 * @throws {Problem} delivery-not-found when it cannot be one
 */
export function readRecipient(request: HttpRequest): { type: string; id: string } {
  const type = parameter(request, 'type');
  const id = parameter(request, 'recipient');
  if (type === undefined || id === undefined) throw new Problem('delivery-not-found');
  return { type, id: type === 'user' ? id.toLowerCase() : id };
}
