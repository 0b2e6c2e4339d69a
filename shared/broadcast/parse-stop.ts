import * as z from 'zod/mini';
import type { ProblemDetail } from '../errors/problem.ts';
import type { Faults } from '../input/faults.ts';
import { readBody } from '../input/read-input.ts';
import { shortText } from '../input/schema.ts';

export type ParsedStop =
  | { readonly ok: true; readonly reason: string | undefined }
  | { readonly ok: false; readonly problems: readonly ProblemDetail[] };

/** A sentence or two, for whoever finds everything stopped. Characters. */
const LONGEST = 500;

/** The body of a stop. */
export const stopBody = z.strictObject({ reason: z.exactOptional(shortText('reason', LONGEST)) });

/** Reads the body of a stop: why, or every fault there is in it. Never throws. */
export function parseStop(value: unknown, repeated: readonly string[], faults: Faults): ParsedStop {
  const stop = readBody(stopBody, value, repeated, faults);
  if (!stop || faults.count > 0) return { ok: false, problems: faults.list() };
  return { ok: true, reason: stop.reason };
}
