import * as z from 'zod/mini';
import type { Faults } from '../input/faults.ts';
import { quote } from '../input/fields.ts';
import { readBody } from '../input/read-input.ts';
import { fault } from '../input/schema.ts';
import type { AudienceRequest } from './audience-request.ts';
import { audience } from './parse-audience.ts';
import { maxRate, tenant } from './parse-broadcast.ts';

/** Whom to count, without sending anything. */
export interface ResolveRequest {
  readonly audience: AudienceRequest;
  readonly tenant?: string;
  /** Requests a second it would be sent with at most. */
  readonly maxRate?: number;
  /** Where the counting goes on: of an answer that was not complete. */
  readonly cursor?: string;
}

const noCursor = fault('wrong-type', (cursor) => `This must be the cursor of an answer, not ${quote(cursor)}.`);

/** The body of a dry run. */
export const dryRun = z.pipe(
  z.strictObject({
    audience,
    tenant: z.exactOptional(tenant),
    maxRate: z.exactOptional(maxRate),
    // Null is what an answer has that was complete.
    cursor: z.exactOptional(z.nullable(z.string(noCursor))),
  }),
  z.transform(({ cursor, ...asked }): ResolveRequest => ({ ...asked, ...(typeof cursor === 'string' && { cursor }) })),
);

/**
 * Reads the body of a dry run, noting every fault; undefined when there is one. Never throws.
 * @param repeated where a name stands twice
 */
export function parseResolve(value: unknown, repeated: readonly string[], faults: Faults): ResolveRequest | undefined {
  return readBody(dryRun, value, repeated, faults);
}
