import type { ProblemDetail } from '../errors.ts';
import { child, type Faults } from '../input/faults.ts';
import { objectAt, quote, refuseRepeated, refuseTooDeep, refuseUnknown } from '../input/fields.ts';
import { type AudienceRequest, parseAudience } from './audience-request.ts';
import { parseRate, parseTenant } from './parse-broadcast.ts';

/** Whom to count, without sending anything. */
export interface ResolveRequest {
  readonly audience: AudienceRequest;
  readonly tenant?: string;
  /** Requests a second it would be sent with at most. */
  readonly maxRate?: number;
  /** Where the counting goes on: of an answer that was not complete. */
  readonly cursor?: string;
}

export type ParsedResolve =
  | { readonly ok: true; readonly request: ResolveRequest }
  | { readonly ok: false; readonly problems: readonly ProblemDetail[] };

/** Reads the body of a dry run: what is asked for, or every fault there is in it. Never throws. */
export function parseResolve(value: unknown, repeated: readonly string[], faults: Faults): ParsedResolve {
  const request = refuseTooDeep(value, faults) ? undefined : read(value, repeated, faults);
  if (!request || faults.count > 0) return { ok: false, problems: faults.list() };
  return { ok: true, request };
}

function read(value: unknown, repeated: readonly string[], faults: Faults): ResolveRequest | undefined {
  refuseRepeated(repeated, faults);
  const body = objectAt(value, '', faults);
  if (!body) return undefined;
  refuseUnknown(body, ['audience', 'tenant', 'maxRate', 'cursor'], '', faults);
  if (body['audience'] === undefined) faults.add(child('', 'audience'), 'missing-field', 'Say who is meant.');
  const audience = body['audience'] === undefined ? undefined : parseAudience(body['audience'], '/audience', faults);
  const tenant = parseTenant(body['tenant'], faults);
  const maxRate = parseRate(body['maxRate'], faults);
  const { cursor } = body;
  if (cursor !== undefined && cursor !== null && typeof cursor !== 'string') {
    faults.add('/cursor', 'wrong-type', `This must be the cursor of an answer, not ${quote(cursor)}.`);
  }
  if (!audience) return undefined;
  return {
    audience,
    ...(tenant !== undefined && { tenant }),
    ...(maxRate !== undefined && { maxRate }),
    ...(typeof cursor === 'string' && { cursor }),
  };
}
