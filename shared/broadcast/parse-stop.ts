import * as z from 'zod/mini';
import type { Faults } from '../input/faults.ts';
import { readBody } from '../input/read-input.ts';
import { shortText } from '../input/schema.ts';

/** Why everything is stopped, if somebody says so. */
export interface StopRequest {
  readonly reason?: string;
}

/** A sentence or two, for whoever finds everything stopped. Characters. */
const LONGEST = 500;

/** The body of a stop. */
export const stopBody = z.strictObject({ reason: z.exactOptional(shortText('reason', LONGEST)) });

/**
 * Reads the body of a stop, noting every fault; undefined when there is one. Never throws.
 * @param repeated where a name stands twice
 */
export function parseStop(value: unknown, repeated: readonly string[], faults: Faults): StopRequest | undefined {
  return readBody(stopBody, value, repeated, faults);
}
