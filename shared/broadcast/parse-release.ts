import * as z from 'zod/mini';
import type { Faults } from '../input/faults.ts';
import { quote } from '../input/fields.ts';
import { readBody } from '../input/read-input.ts';
import { fault, faultOrMissing } from '../input/schema.ts';

const noFingerprint = faultOrMissing(
  'Say what you release: the fingerprint of what you were shown.',
  fault('wrong-type', (given) => `This must be a string, not ${quote(given)}.`),
);

/** The body of a release. */
export const releaseBody = z.strictObject({ fingerprint: z.string(noFingerprint) });

/**
 * Reads the body of a release, noting every fault; undefined when there is one. Never throws.
 * @param repeated where a name stands twice
 * @returns what was shown, by its fingerprint
 */
export function parseRelease(
  value: unknown,
  repeated: readonly string[],
  faults: Faults,
): { readonly fingerprint: string } | undefined {
  const read = readBody(releaseBody, value, repeated, faults);
  return faults.count > 0 ? undefined : read;
}
